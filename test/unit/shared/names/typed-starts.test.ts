import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findInName, nameKey, queryWords } from '../../../../src/shared/names/find-in-name.ts';
import { readingsOf } from '../../../../src/shared/names/readings.ts';
import { typedStart, typedStarts } from '../../../../src/shared/names/typed-starts.ts';

it('[C7] lead to every Chinese name that is found by what starts with a letter', () => {
  const characters = fc.constantFrom(...Array.from('重庆曾张三娥安吕单解乐〇ab '));
  fc.assert(
    fc.property(
      fc.array(characters, { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(20), { minLength: 5, maxLength: 5 }),
      fc.nat(4),
      fc.integer({ min: 2, max: 8 }),
      (name, choices, from, length) => {
        // Something that may be typed for the name from one of its characters on.
        const word = name
          .slice(from % name.length)
          .filter((character) => character !== ' ')
          .map((character, index) => {
            const forms = readingsOf(character).flatMap((one) => [one, one.charAt(0), one.slice(0, 2)]);
            const all = [character, ...forms];
            return all[(choices[index] ?? 0) % all.length] ?? '';
          })
          .join('')
          .slice(0, length);
        fc.pre(word.length > 1);
        const key = nameKey(name.join(''), readingsOf);
        const begin = findInName(key, queryWords(word))?.marks[0]?.[0];
        fc.pre(begin !== undefined && readingsOf(name[begin] ?? '').length > 0);
        const start = typedStart(word);
        if (start.kind === 'letters') expect(typedStarts(key)).toContain(start.text);
        else expect(name[begin]).toBe(start.text);
      },
    ),
    { numRuns: 2_000 },
  );
});
