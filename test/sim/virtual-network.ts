import type { Dialer } from '../../src/main/net/socket.ts';
import type { Connection } from '../../src/relay/session/connection.ts';
import type { Clock, Random } from '../../src/shared/clock.ts';
import { AppError } from '../../src/shared/errors.ts';
import { type FrameFate, type Faults, frameFate } from './faults.ts';
import { type Conditions, VirtualLink } from './virtual-link.ts';

/** Who accepts connections; `undefined`: the relay is down. */
export type Accept = (connection: Connection) => void;

const DIAL_MS = 5;

/** The network between the devices and the relay, in virtual time. */
export class VirtualNetwork implements Conditions {
  readonly clock: Clock;
  readonly #random: Random;
  readonly #onFate: (fate: FrameFate) => void;
  readonly #links = new Map<string, Set<VirtualLink>>();
  readonly #blocked = new Set<string>();
  #accept: Accept | undefined;
  faults: Faults;

  /** `onFate` hears of every frame's. */
  constructor(clock: Clock, random: Random, faults: Faults, onFate: (fate: FrameFate) => void) {
    this.clock = clock;
    this.#random = random;
    this.faults = faults;
    this.#onFate = onFate;
  }

  serve(accept: Accept | undefined): void {
    this.#accept = accept;
  }

  latency(): number {
    return 1 + Math.floor(this.#random() * 40);
  }

  fate(text: string, direction: 'to-relay' | 'to-client'): FrameFate {
    const fate = frameFate(this.faults, this.#random, text, direction);
    this.#onFate(fate);
    return fate;
  }

  /** The device has no network until `unblock`; `silently`: nobody is told that its links are gone. */
  block(device: string, silently: boolean): void {
    this.#blocked.add(device);
    if (silently) this.stall(device);
    else this.cut(device);
  }

  unblock(device: string): void {
    this.#blocked.delete(device);
  }

  /** Breaks the device's links; both ends hear it. */
  cut(device: string): void {
    for (const link of [...(this.#links.get(device) ?? [])]) link.cut();
  }

  /** The device's links become half-open: nothing arrives any more, and nobody is told. */
  stall(device: string): void {
    for (const link of this.#links.get(device) ?? []) link.stall();
  }

  /** Breaks the link of this connection. */
  cutConnection(connection: Connection): void {
    for (const links of this.#links.values()) {
      for (const link of [...links]) if (link.relaySide === connection) link.cut();
    }
  }

  /** The device's process is gone; what it had sent still arrives. */
  abandon(device: string): void {
    for (const link of this.#links.get(device) ?? []) link.abandon();
  }

  cutAll(): void {
    for (const device of [...this.#links.keys()]) this.cut(device);
  }

  dialer(device: string, clock: Clock): Dialer {
    return {
      dial: (_url, listener, signal) =>
        new Promise((resolve, reject) => {
          clock.schedule(DIAL_MS, () => {
            if (signal.aborted) reject(new AppError('cancelled'));
            else if (!this.#accept || this.#blocked.has(device)) reject(new AppError('unreachable'));
            else {
              const links = this.#links.get(device) ?? new Set();
              const link: VirtualLink = new VirtualLink(this, clock, device, listener, () =>
                links.delete(link),
              );
              links.add(link);
              this.#links.set(device, links);
              this.#accept(link.relaySide);
              resolve(link.clientSide);
            }
          });
        }),
    };
  }
}
