/** A part of a text that is to be seen: `[start, end)`. */
export type Mark = readonly [start: number, end: number];

/** The same parts, ascending, neither overlapping nor touching. */
export function mergeMarks(marks: readonly Mark[]): [start: number, end: number][] {
  const merged: [number, number][] = [];
  for (const [start, end] of marks.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}
