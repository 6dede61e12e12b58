import type { NameKey } from './find-in-name.ts';

/**
 * The first two letters of everything that may be typed for the name from each of its Chinese characters on (张三: `zh`, `zs`,
 * `z三`, `sa`): an index of these leads to whatever `findInName` finds from there. A word of two letters or more in a query has
 * one of them as its start, as long as it starts with a letter.
 */
export function typedStarts({ units }: NameKey): Set<string> {
  const starts = new Set<string>();
  for (const [index, { readings }] of units.entries()) {
    const next = units[index + 1];
    const nexts = next ? [next.text, ...next.readings.map((reading) => reading.charAt(0))] : [];
    for (const reading of readings) {
      // One letter alone is looked up as what others start with.
      starts.add(reading.slice(0, 2));
      for (const one of nexts) starts.add(reading.charAt(0) + one);
    }
  }
  return starts;
}

/** What such an index is asked for: two letters; or, where a query starts with no letter of a keyboard, its first character. */
export function typedStart(word: string): { readonly kind: 'letters' | 'character'; readonly text: string } {
  const [first = '', second = ''] = word;
  return /^[a-z]$/.test(first)
    ? { kind: 'letters', text: first + second }
    : { kind: 'character', text: first };
}
