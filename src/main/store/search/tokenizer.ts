import { fold } from '../../../shared/fold.ts';

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

/** A token without its place. */
export type BareToken = Omit<Token, 'span'>;

// ASCII, unified ideographs and the punctuation of Chinese text: folding does no more to these than lower case, and nothing
// in them joins what is before it.
const PLAIN =
  /^[\0-\x7F\u4E00-\u9FFF\u2018-\u201D\u2026\u3001\u3002\u3008-\u3011\uFF01\uFF08\uFF09\uFF0C\uFF1A\uFF1B\uFF1F]*$/;

/** Whether folding the text changes nothing but the case of its letters. False of some texts of which it is true. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** The same tokens as `tokenize`, of most Chinese and English texts in a fifth of the time. */
export function tokenizeBare(original: string): readonly BareToken[] {
  return isPlain(original) ? tokenizePlain(original) : tokenizeAny(original);
}

/** The tokens of a text in their order. Index, query and highlighter all cut by the same rules. */
export function tokenize(original: string): readonly Token[] {
  if (!isPlain(original)) return tokenizeAny(original);
  return tokenizePlain(original).map(({ at, ...token }) => ({
    ...token,
    span: (length = token.text.length) => [at, at + length],
  }));
}

/** Of a plain text, each token with its place. */
function tokenizePlain(original: string): (BareToken & { readonly at: number })[] {
  const text = original.toLowerCase();
  const tokens: (BareToken & { readonly at: number })[] = [];
  let charEnd = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x4e00 && code <= 0x9fff) {
      tokens.push({ kind: 'char', text: text.charAt(at), joined: at === charEnd, at });
      charEnd = at + 1;
    } else if (isWordCode(code)) {
      const start = at;
      while (at + 1 < text.length && isWordCode(text.charCodeAt(at + 1))) at++;
      tokens.push({ kind: 'word', text: text.slice(start, at + 1), joined: false, at: start });
    }
  }
  return tokens;
}

/** ASCII digits and small letters. */
function isWordCode(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

/** Of whatever text; what the rules are. */
export function tokenizeAny(original: string): Token[] {
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
