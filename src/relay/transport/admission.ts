import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../shared/clock.ts';
import { SOCKET_PATH } from '../../shared/protocol/limits.ts';
import type { Refusal } from '../metrics/relay-counters.ts';
import { BucketTable } from '../session/bucket-table.ts';
import type { ClientAddress } from './address.ts';
import { AddressCount } from './address-count.ts';

/** Who may connect at all. The machine itself is not limited by address: it is one address for many. */
export interface AdmissionLimits {
  /** Origins of web pages that may connect (`https://chat.example`); native clients send none. */
  readonly allowedOrigins: readonly string[];
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  /** New ones of one address, and so many at once. */
  readonly connectionsPerMinute: number;
}

export const DEFAULT_ADMISSION: AdmissionLimits = {
  allowedOrigins: [],
  maxConnections: 100_000,
  maxConnectionsPerAddress: 1_024,
  connectionsPerMinute: 600,
};

/** The HTTP status that a refusal is answered with. */
export const REFUSAL_STATUS = {
  path: 404,
  origin: 403,
  full: 503,
  'address-full': 503,
  'address-rate': 429,
  draining: 503,
} as const satisfies Record<Refusal, number>;

/** Addresses whose rates are remembered. */
const MAX_ADDRESSES = 50_000;

/** Counts connections by address and decides on new ones (CON-1, CON-2, LIM-4). */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #rates: BucketTable;
  readonly #byAddress = new AddressCount();
  /** Sockets that have not asked for a WebSocket yet. */
  readonly #waiting = new AddressCount();
  #total = 0;

  constructor(limits: AdmissionLimits, clock: Clock) {
    this.#limits = limits;
    const rate = limits.connectionsPerMinute;
    this.#rates = new BucketTable(clock, { perSecond: rate / 60, burst: rate }, MAX_ADDRESSES);
  }

  get total(): number {
    return this.#total;
  }

  /** `undefined`: it may come in. */
  judge(request: Pick<IncomingMessage, 'url' | 'headers'>, { limitKey }: ClientAddress): Refusal | undefined {
    const path = (request.url ?? '').split('?', 1)[0];
    if (path !== SOCKET_PATH) return 'path';
    const { origin } = request.headers;
    if (origin !== undefined && !this.#limits.allowedOrigins.includes(origin)) return 'origin';
    if (limitKey !== undefined) {
      if (this.#rates.take(limitKey) > 0) return 'address-rate';
      if (this.#byAddress.of(limitKey) >= this.#limits.maxConnectionsPerAddress) return 'address-full';
    }
    return this.#total >= this.#limits.maxConnections ? 'full' : undefined;
  }

  /**
   * A socket that has said nothing yet. `undefined`: its address has as many as it may have connections; otherwise what is
   * called once when it is gone or has become a connection.
   */
  wait(limitKey: string | undefined): (() => void) | undefined {
    if (limitKey === undefined) return () => undefined;
    if (this.#waiting.of(limitKey) >= this.#limits.maxConnectionsPerAddress) return undefined;
    return this.#waiting.enter(limitKey);
  }

  /** Returns what takes the connection off again, once. */
  enter({ limitKey }: ClientAddress): () => void {
    this.#total++;
    const leaveAddress = limitKey === undefined ? undefined : this.#byAddress.enter(limitKey);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#total--;
      leaveAddress?.();
    };
  }
}
