import type { Clock } from '../../../../shared/clock.ts';
import { normalizeRanges, type RangeSet } from '../../../../shared/model/range-set.ts';

const SHOWN_MS = 300;
const BATCH_MS = 200;
/** The contract takes no more ranges in one request. */
const MAX_RANGES = 200;

/**
 * X1: decides what was really shown. A message counts once it has been in sight without a break for 300 ms while
 * somebody could look. What counts is reported in batches; a batch that could not be reported counts again.
 */
export class ReadTracker {
  readonly #clock: Clock;
  readonly #report: (seqs: RangeSet) => Promise<void>;
  readonly #inSight = new Set<number>();
  readonly #timers = new Map<number, () => void>();
  readonly #shown = new Set<number>();
  readonly #batch = new Set<number>();
  #attentive = false;
  #cancelBatch: (() => void) | undefined;

  constructor(clock: Clock, report: (seqs: RangeSet) => Promise<void>) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Whether somebody can be looking. Losing this starts every message anew. */
  setAttentive(attentive: boolean): void {
    if (attentive === this.#attentive) return;
    this.#attentive = attentive;
    if (attentive) for (const seq of this.#inSight) this.#arm(seq);
    else this.#disarmAll();
  }

  /** Whether a message is in sight: half of it, or half of the viewport is filled by it. */
  setInSight(seq: number, inSight: boolean): void {
    if (inSight) {
      this.#inSight.add(seq);
      this.#arm(seq);
    } else {
      this.#inSight.delete(seq);
      this.#disarm(seq);
    }
  }

  /** Seqs may mean other messages than before: what is in sight and not read has to be shown anew. */
  renew(): void {
    this.#disarmAll();
    this.#batch.clear();
    this.#shown.clear();
    for (const seq of this.#inSight) this.#arm(seq);
  }

  /** Reports at once what counts already. */
  flush(): void {
    this.#cancelBatch?.();
    this.#cancelBatch = undefined;
    if (this.#batch.size === 0) return;
    const seqs = [...this.#batch];
    this.#batch.clear();
    const ranges = normalizeRanges(seqs.map((seq) => [seq, seq] as const));
    for (let start = 0; start < ranges.length; start += MAX_RANGES) {
      this.#report(ranges.slice(start, start + MAX_RANGES)).catch(() => {
        for (const seq of seqs) this.#shown.delete(seq);
      });
    }
  }

  /** Reports what counts and forgets the rest. */
  stop(): void {
    this.#disarmAll();
    this.#inSight.clear();
    this.flush();
    this.#shown.clear();
  }

  #arm(seq: number): void {
    if (!this.#attentive || this.#timers.has(seq) || this.#shown.has(seq)) return;
    this.#timers.set(
      seq,
      this.#clock.schedule(SHOWN_MS, () => {
        this.#timers.delete(seq);
        this.#count(seq);
      }),
    );
  }

  #disarm(seq: number): void {
    this.#timers.get(seq)?.();
    this.#timers.delete(seq);
  }

  #disarmAll(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #count(seq: number): void {
    this.#shown.add(seq);
    this.#batch.add(seq);
    this.#cancelBatch ??= this.#clock.schedule(BATCH_MS, () => {
      this.flush();
    });
  }
}

/** Whether what an observer saw of a message counts as in sight. A message taller than the viewport fills it instead. */
export function isInSight(entry: {
  readonly intersectionRatio: number;
  readonly shownHeight: number;
  readonly viewportHeight: number;
}): boolean {
  if (entry.intersectionRatio >= 0.5) return true;
  return entry.viewportHeight > 0 && entry.shownHeight >= entry.viewportHeight / 2;
}
