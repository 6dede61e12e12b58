import { HAN_READINGS } from './han-readings.ts';

/** 〇 lies below the unified ideographs; nothing else between them has a reading. */
const FIRST = 0x3007;
const LAST = 0x9fff;
const NONE: readonly string[] = [];

/** Of each character the number of its set of readings, and the sets; 0 is the empty one. */
let table: { readonly sets: readonly (readonly string[])[]; readonly of: Uint16Array } | undefined;

/** One number per character: 57 KB and some 2,000 short lists, where a map of lists would be megabytes in every thread. */
function decode(): NonNullable<typeof table> {
  const of = new Uint16Array(LAST - FIRST + 1);
  const sets: (readonly string[])[] = [NONE];
  for (const line of HAN_READINGS.split('\n')) {
    const [syllable = '', characters = ''] = line.split(' ');
    /** The set that each set met on this line has grown to. */
    const grown = new Map<number, number>();
    for (let i = 0; i < characters.length; i++) {
      const place = characters.charCodeAt(i) - FIRST;
      const before = of[place] ?? 0;
      let after = grown.get(before);
      if (after === undefined) {
        after = sets.push([...(sets[before] ?? NONE), syllable]) - 1;
        grown.set(before, after);
      }
      of[place] = after;
    }
  }
  return { sets, of };
}

/**
 * Every reading of a Chinese character as it is typed: pinyin without tones, `v` for ü; alphabetical. A character with several
 * (重: chong, zhong) has all of them, because which one a name has only its bearer knows. Empty for everything else.
 */
export function readingsOf(character: string): readonly string[] {
  const code = character.charCodeAt(0);
  if (character.length !== 1 || code < FIRST || code > LAST) return NONE;
  table ??= decode();
  return table.sets[table.of[code - FIRST] ?? 0] ?? NONE;
}
