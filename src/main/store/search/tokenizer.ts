import { fold } from './fold.ts';

/**
 * `char`: one character of a script written without blanks (Chinese, Japanese, Korean, Thai …) or one emoji. `word`: a
 * run of other letters and digits. Anything else (blanks, punctuation, symbols) only separates.
 */
export interface Token {
  readonly kind: 'char' | 'word';
  readonly text: string;
  /** Follows a `char` with nothing between them: only such neighbours make up a phrase. */
  readonly joined: boolean;
  /** `[start, end)` in the original text of the first `length` units of the token; the whole by default. */
  span(length?: number): [start: number, end: number];
}

const CHAR =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Bopomofo}\\u30FC' +
  '\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}' +
  '\\p{Extended_Pictographic}\\p{Regional_Indicator}]';
const TOKEN = new RegExp(`(${CHAR})|(?:(?!${CHAR})[\\p{L}\\p{N}])(?:(?!${CHAR})[\\p{L}\\p{N}\\p{M}])*`, 'gu');

/** The tokens of a text in their order. Index, query and highlighter all cut by this one function. */
export function tokenize(original: string): Token[] {
  const { text, starts, ends } = fold(original);
  const tokens: Token[] = [];
  let charEnd = -1;
  for (const match of text.matchAll(TOKEN)) {
    const at = match.index;
    const token = match[0];
    const isChar = match[1] !== undefined;
    tokens.push({
      kind: isChar ? 'char' : 'word',
      text: token,
      joined: isChar && at === charEnd,
      span: (length = token.length) => [starts[at] ?? 0, ends[at + length - 1] ?? 0],
    });
    charEnd = isChar ? at + token.length : -1;
  }
  return tokens;
}
