import { percentile } from '../report.ts';

/** The last third's median may be so much of the middle third's. */
const FLAT = 1.15;

export interface MemorySample {
  /** Since the last start of the relay. */
  readonly seconds: number;
  readonly megabytes: number;
}

/**
 * Whether memory has stopped growing. Of the samples since the relay's last start the first third is its warm-up; the median
 * of the last third must not be above 1.15 times that of the middle one.
 */
export function judgeMemory(samples: readonly MemorySample[]): {
  flat: boolean;
  middle: number;
  last: number;
} {
  const third = Math.floor(samples.length / 3);
  const median = (from: number, to: number): number =>
    percentile(
      samples.slice(from, to).map(({ megabytes }) => megabytes),
      0.5,
    );
  const middle = median(third, 2 * third);
  const last = median(2 * third, samples.length);
  return { flat: third > 0 && last <= middle * FLAT, middle, last };
}
