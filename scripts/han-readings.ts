import { writeFileSync } from 'node:fs';
import { pinyin } from 'pinyin-pro';
import { inRoot } from './paths.ts';

/**
 * Writes `src/shared/names/han-readings.ts` from pinyin-pro's dictionary. The library itself (MIT, a release every few weeks, no
 * dependencies) is 320 KB and takes 34 MB of memory in each thread that asks it anything; finding names needs the readings of
 * single characters only, which are 70 KB of text. A test compares the two, so a new release of the library shows here.
 */
const FILE = inRoot('src', 'shared', 'names', 'han-readings.ts');

/** Syllables in alphabetical order, each with its characters in the order of their codes. */
export function collectReadings(): string {
  const bySyllable = new Map<string, string>();
  for (const code of [0x3007, ...Array.from({ length: 0x9fff - 0x4e00 + 1 }, (_, i) => 0x4e00 + i)]) {
    const character = String.fromCharCode(code);
    const readings = pinyin(character, { multiple: true, toneType: 'none', type: 'array', v: true });
    // ü is typed as v, and by some as u.
    for (const reading of new Set(readings.flatMap((one) => [one, one.replace('v', 'u')]))) {
      // The others are syllables that no keyboard types, such as ê.
      if (!/^[a-z]+$/.test(reading)) continue;
      bySyllable.set(reading, (bySyllable.get(reading) ?? '') + character);
    }
  }
  return [...bySyllable]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([syllable, characters]) => `${syllable} ${characters}`)
    .join('\n');
}

if (import.meta.main) {
  writeFileSync(
    FILE,
    `/** Made by \`node scripts/han-readings.ts\` from pinyin-pro (MIT). A line per syllable, with the characters that can be read so. */\nexport const HAN_READINGS = \`${collectReadings()}\`;\n`,
  );
}
