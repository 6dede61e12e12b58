const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How fine reach is kept after the first release: by the minute at first, and coarser as time goes by. At most 268 spans. */
const SPANS = [
  { until: HOUR, width: MINUTE },
  { until: DAY, width: 15 * MINUTE },
  { until: 30 * DAY, width: 6 * HOUR },
] as const;

/** Start of the span that a moment so long after the first release falls into; what comes after 30 days falls into the last. ms. */
export function spanStart(sinceRelease: number): number {
  const since = Math.max(0, sinceRelease);
  for (const { until, width } of SPANS) if (since < until) return Math.floor(since / width) * width;
  return 30 * DAY - 6 * HOUR;
}
