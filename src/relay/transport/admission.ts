import { isIPv4, isIPv6 } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { SOCKET_PATH } from '../../shared/protocol/limits.ts';

/** Who may connect at all. */
export interface AdmissionLimits {
  /** Origins of web pages that may connect (`https://chat.example`); native clients send none. */
  readonly allowedOrigins: readonly string[];
  readonly maxConnections: number;
  /** Per address; the machine itself, behind whose address a proxy may stand, is not counted. */
  readonly maxConnectionsPerAddress: number;
}

export const DEFAULT_ADMISSION: AdmissionLimits = {
  allowedOrigins: [],
  maxConnections: 100_000,
  maxConnectionsPerAddress: 1_024,
};

/** A refusal is the HTTP status it is answered with. */
export type Verdict = 'admit' | 403 | 404 | 503;

/** Counts connections by address and decides on new ones (CON-1, CON-2). */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #byAddress = new Map<string, number>();
  #total = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get total(): number {
    return this.#total;
  }

  judge(request: Pick<IncomingMessage, 'url' | 'headers'>, address: string): Verdict {
    const path = (request.url ?? '').split('?', 1)[0];
    if (path !== SOCKET_PATH) return 404;
    const { origin } = request.headers;
    if (origin !== undefined && !this.#limits.allowedOrigins.includes(origin)) return 403;
    if (this.#total >= this.#limits.maxConnections) return 503;
    const own = this.#byAddress.get(address) ?? 0;
    return own >= this.#limits.maxConnectionsPerAddress && !isLoopback(address) ? 503 : 'admit';
  }

  /** Returns what takes the connection off again, once. */
  enter(address: string): () => void {
    this.#total++;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#total--;
      const rest = (this.#byAddress.get(address) ?? 1) - 1;
      if (rest > 0) this.#byAddress.set(address, rest);
      else this.#byAddress.delete(address);
    };
  }
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '');
  if (isIPv4(plain)) return plain.startsWith('127.');
  return isIPv6(plain) && plain === '::1';
}
