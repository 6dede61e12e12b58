import type { Random } from '../../src/shared/clock.ts';
import type { ErrorCode } from '../../src/shared/errors.ts';
import type { Journal } from './journal.ts';

/** What all devices share. */
export interface Office {
  /** Where a device dials next: the port of a relay stays over its restarts, of several nodes any one will do. */
  readonly port: () => number;
  /** A relay that is silent for so long counts as gone; absent: only a link that ends. ms. */
  readonly silenceMs?: number;
  /** What a relay may answer here beside the refusals that always belong to it. */
  readonly tolerated?: readonly ErrorCode[];
  readonly journal: Journal;
  readonly random: Random;
}
