import type { Bus, BusListener } from '../../src/relay/cluster/bus.ts';
import type { Random } from '../../src/shared/clock.ts';

/** How likely each fault is for one frame on its way to one node. */
export interface BusFaults {
  readonly lost: number;
  readonly doubled: number;
  /** Arrives after frames that were sent later. */
  readonly overtaken: number;
}

export const NO_BUS_FAULTS: BusFaults = { lost: 0, doubled: 0, overtaken: 0 };

/** How frames travel; a simulation brings its clock's. */
export type Later = (ms: number, task: () => void) => unknown;

/** A bus within one process, for several nodes side by side, that can lose, double and reorder frames, and be cut. */
export class SharedBus {
  faults: BusFaults = NO_BUS_FAULTS;
  readonly #random: Random;
  readonly #later: Later;
  readonly #ends = new Set<SharedBusEnd>();
  /** Frames sent. */
  frames = 0;

  constructor(random: Random = () => 0.5, later: Later = (_ms, task) => queueMicrotask(task)) {
    this.#random = random;
    this.#later = later;
  }

  /** One node's end. */
  join(): SharedBusEnd {
    const end = new SharedBusEnd(
      (text) => this.#send(end, text),
      () => this.#ends.delete(end),
    );
    this.#ends.add(end);
    return end;
  }

  #send(from: SharedBusEnd, text: string): void {
    this.frames++;
    if (from.isCut) return;
    for (const end of this.#ends) {
      const { lost, doubled, overtaken } = this.faults;
      const chance = this.#random();
      if (chance < lost) continue;
      const late = this.#random() < overtaken ? 40 : 2;
      this.#later(late, () => end.deliver(text));
      if (this.#random() < doubled) this.#later(late + 3, () => end.deliver(text));
    }
  }
}

/** A node's end of a SharedBus. */
export class SharedBusEnd implements Bus {
  readonly #send: (text: string) => void;
  readonly #leave: () => void;
  #listener: BusListener | undefined;
  #isClosed = false;
  isCut = false;

  constructor(send: (text: string) => void, leave: () => void) {
    this.#send = send;
    this.#leave = leave;
  }

  send(text: string): void {
    if (!this.#isClosed) this.#send(text);
  }

  listen(listener: BusListener): void {
    this.#listener = listener;
  }

  deliver(text: string): void {
    if (!this.isCut) this.#listener?.frame(text);
  }

  /** Nothing goes out or comes in any more. */
  cut(): void {
    this.isCut = true;
  }

  /** The link is back. */
  heal(): void {
    if (!this.isCut) return;
    this.isCut = false;
    this.#listener?.doubt();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#leave();
    this.#listener = undefined;
    return Promise.resolve();
  }
}
