import type { Clock, MakeId } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { OneByOne } from './one-by-one.ts';

/**
 * Keeps what brings contents apart from what removes them, so that none is removed that has just come again. Whoever removes asks
 * the storage first which are in use, and whoever brings one tells the storage first that it is.
 */
export interface ContentTurns {
  /** Call it between the two: when it resolves, whoever asks from now on is told of it, and nobody removes by an older answer. */
  pass(): Promise<void>;
  /**
   * `task` asks which contents are in use and, as long as `inTime` holds, removes others. `false`: another node removes just now, and
   * nothing was done.
   */
  remove(task: (inTime: () => boolean) => Promise<void>): Promise<boolean>;
}

/** For contents that are one relay's alone. */
export class LocalTurns implements ContentTurns {
  readonly #turns = new OneByOne();

  pass(): Promise<void> {
    return this.#turns.run(() => Promise.resolve());
  }

  remove(task: (inTime: () => boolean) => Promise<void>): Promise<boolean> {
    return this.#turns.run(async () => {
      await task(() => true);
      return true;
    });
  }
}

/** As `NodeStorage.lease`. */
export type Lease = (name: string, holder: string, at: number, forMs: number) => Promise<boolean>;

export interface LeasedTurnsDeps {
  readonly lease: Lease;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

const REMOVAL = 'files.removal';
/** How long a removal may take, and how late within it the last content is removed: the rest is for clocks that differ. ms. */
const REMOVAL_MS = 60_000;
const LAST_MS = 20_000;
/** Of whoever only passes, and gives it back at once. ms. */
const PASSING_MS = 5_000;
/** Between two attempts to pass; and when it is given up. ms. */
const AGAIN_MS = 50;
const PATIENCE_MS = 90_000;

/**
 * For contents that several nodes share: a lease in the database, taken by whoever removes, and for a moment by whoever passes. So a
 * node that dies holds the others up for a minute at most, and one that stands still has its lease run out before it goes on.
 */
export class LeasedTurns implements ContentTurns {
  readonly #deps: LeasedTurnsDeps;

  constructor(deps: LeasedTurnsDeps) {
    this.#deps = deps;
  }

  /** Throws `busy` when another node's removal does not end. */
  async pass(): Promise<void> {
    const { lease, clock, makeId } = this.#deps;
    const holder = makeId();
    for (const end = clock.monotonic() + PATIENCE_MS; ;) {
      if (await lease(REMOVAL, holder, clock.now(), PASSING_MS)) break;
      if (clock.monotonic() > end) throw new AppError('busy', 'contents are being removed');
      await new Promise<void>((resolve) => void clock.schedule(AGAIN_MS, resolve));
    }
    await lease(REMOVAL, holder, clock.now(), 0);
  }

  async remove(task: (inTime: () => boolean) => Promise<void>): Promise<boolean> {
    const { lease, clock, makeId } = this.#deps;
    const holder = makeId();
    const begun = clock.monotonic();
    if (!(await lease(REMOVAL, holder, clock.now(), REMOVAL_MS))) return false;
    try {
      await task(() => clock.monotonic() - begun < LAST_MS);
    } finally {
      await lease(REMOVAL, holder, clock.now(), 0);
    }
    return true;
  }
}
