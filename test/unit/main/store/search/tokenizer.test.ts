import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Token,
  tokenize,
  tokenizeAny,
  tokenizeBare,
} from '../../../../../src/main/store/search/tokenizer.ts';

describe('tokens of plain texts, and without their places', () => {
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

  const placed = (token: Token) => ({
    kind: token.kind,
    text: token.text,
    joined: token.joined,
    spans: [token.span(), token.span(1)],
  });

  it('are those that the rules make', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const rules = tokenizeAny(text).map(({ kind, text, joined }) => ({ kind, text, joined }));
        expect(tokenizeBare(text).map(({ kind, text, joined }) => ({ kind, text, joined }))).toEqual(rules);
        expect(tokenize(text).map((token) => placed(token))).toEqual(
          tokenizeAny(text).map((token) => placed(token)),
        );
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
      if (show(tokenizeBare(text)) !== show(tokenizeAny(text))) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });
});
