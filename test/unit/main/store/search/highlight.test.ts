import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clearlyLacksPhrases, holdsPhrases } from '../../../../../src/main/store/search/highlight.ts';
import { parseTerms } from '../../../../../src/main/store/search/search-terms.ts';

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('命', '令', '语', '命令', '命令语', 'か', 'ー', '👍') },
  fc.constantFrom(
    ' ',
    '，',
    '\n',
    '\0',
    '"',
    '\\',
    '\u200b',
    '\u200d',
    '\uD83D',
    '\uDC4D',
    'a',
    'İ',
    '㍿',
    'ｶﾞ',
  ),
  fc.string({ unit: 'binary', maxLength: 2 }),
);
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));

it('a stored form that clearly lacks a phrase is that of a text without it', () => {
  let lacking = 0;
  fc.assert(
    fc.property(text, text, (said, query) => {
      const terms = parseTerms(query);
      if (!clearlyLacksPhrases(JSON.stringify({ text: said }), terms)) return;
      lacking += 1;
      expect(holdsPhrases([said], terms)).toBe(false);
    }),
    { numRuns: 5_000 },
  );
  expect(lacking).toBeGreaterThan(500);
});

it('says so of the texts that most people write, and of no text that may hold it', () => {
  const terms = parseTerms('命令语');
  const clearly = (said: string) => clearlyLacksPhrases(JSON.stringify({ type: 'text', text: said }), terms);
  expect(clearly('命令和令语，“OK”…')).toBe(true);
  expect(clearly('执行命令语句')).toBe(false);
  // What folding may bring together.
  expect(clearly('命\u200b令语')).toBe(false);
});
