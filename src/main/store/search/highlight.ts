import { mergeMarks } from '../../../shared/marks.ts';
import type { SearchTerm } from './search-terms.ts';
import { type BareToken, isPlain, type Token, tokenize, tokenizeBare } from './tokenizer.ts';

/** Where the terms are in the text: `[start, end)` in UTF-16 units, ascending, neither overlapping nor touching. */
export function highlight(text: string, terms: readonly SearchTerm[]): [start: number, end: number][] {
  const tokens = tokenize(text);
  const marks: [number, number][] = [];
  for (const term of terms)
    for (let i = 0; i < tokens.length; i++) {
      const mark = markAt(tokens, i, term);
      if (mark) marks.push(mark);
    }
  return mergeMarks(marks);
}

function markAt(tokens: readonly Token[], index: number, term: SearchTerm): [number, number] | undefined {
  const token = tokens[index];
  if (!token) return undefined;
  if (term.kind !== 'phrase') {
    if (token.kind !== 'word') return undefined;
    if (term.kind === 'word') return token.text === term.text ? token.span() : undefined;
    return token.text.startsWith(term.text) ? token.span(term.text.length) : undefined;
  }
  for (const [offset, char] of term.chars.entries()) {
    if (!isCharAt(tokens, index + offset, char, offset > 0)) return undefined;
  }
  const last = tokens[index + term.chars.length - 1] ?? token;
  return [token.span()[0], last.span()[1]];
}

function isCharAt(tokens: readonly BareToken[], index: number, char: string, joined: boolean): boolean {
  const token = tokens[index];
  return token?.kind === 'char' && token.text === char && (!joined || token.joined);
}

/** Whether every phrase among the terms is in one of the texts. */
export function holdsPhrases(texts: readonly string[], terms: readonly SearchTerm[]): boolean {
  const tokenized = texts.map((text) => tokenizeBare(text));
  return terms.every(
    (term) =>
      term.kind !== 'phrase' ||
      tokenized.some((tokens) =>
        tokens.some((_, index) =>
          term.chars.every((char, offset) => isCharAt(tokens, index + offset, char, offset > 0)),
        ),
      ),
  );
}

/**
 * Whether the stored form of a message shows, unread, that a phrase among the terms is in none of its texts: JSON writes such
 * characters as they are. False of some that hold none; they must be looked at.
 */
export function clearlyLacksPhrases(body: string, terms: readonly SearchTerm[]): boolean {
  return terms.some((term) => term.kind === 'phrase' && !body.includes(term.chars.join(''))) && isPlain(body);
}
