import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize, tokenizeBare } from '../../../../../src/main/store/search/tokenizer.ts';

describe('tokens without their places', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '我',
      '的',
      '〇',
      '々',
      'か',
      '한',
      'ｗ',
      '，',
      '。',
      '《',
      '“',
      '…',
      '、',
      '\u0301',
      '\uFF9E',
      '😀',
      'é',
      'İ',
      'K',
    ),
    fc.string({ maxLength: 6 }),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );

  it('are those that the highlighter sees', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const bare = tokenize(text).map(({ kind, text, joined }) => ({ kind, text, joined }));
        expect(tokenizeBare(text).map(({ kind, text, joined }) => ({ kind, text, joined }))).toEqual(bare);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same for each single character of the base plane', () => {
    const wrong: string[] = [];
    for (let code = 0; code < 0x10000; code++) {
      const text = `a${String.fromCharCode(code)}我B1`;
      const show = (tokens: ReturnType<typeof tokenizeBare>) =>
        tokens.map(({ kind, text, joined }) => `${kind} ${text} ${joined}`).join('|');
      if (show(tokenizeBare(text)) !== show(tokenize(text))) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });
});
