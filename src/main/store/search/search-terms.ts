import {
  conversationToken,
  MAX_PREFIX_TOKEN,
  MIN_PREFIX,
  pairToken,
  prefixToken,
  senderToken,
  typeToken,
} from './index-text.ts';
import { tokenize } from './tokenizer.ts';

/** What must be in a message; all of the terms of a query must. */
export type SearchTerm =
  /** These characters side by side. */
  | { readonly kind: 'phrase'; readonly chars: readonly string[] }
  | { readonly kind: 'word'; readonly text: string }
  /** A word that starts so. */
  | { readonly kind: 'prefix'; readonly text: string };

const MAX_QUERY_LENGTH = 200;

/**
 * Reads what the user typed, which is always data: there is no query syntax. The last word counts as the beginning of one,
 * from two characters on; a single letter is a whole word. No term: nothing to look for.
 */
export function parseTerms(query: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  let run: string[] = [];
  let lastWord = -1;
  for (const token of tokenize(query.slice(0, MAX_QUERY_LENGTH))) {
    if (token.joined) {
      run.push(token.text);
    } else if (token.kind === 'char') {
      run = [token.text];
      terms.push({ kind: 'phrase', chars: run });
    } else {
      lastWord = terms.push({ kind: 'word', text: token.text }) - 1;
    }
  }
  const last = terms[lastWord];
  if (last?.kind === 'word' && Array.from(last.text).length >= MIN_PREFIX)
    terms[lastWord] = { kind: 'prefix', text: last.text };
  return terms;
}

/** What a search is narrowed to: rows of a conversation and a person, and a type of content. */
export interface SearchFacets {
  readonly conversation?: number | undefined;
  readonly sender?: number | undefined;
  readonly type?: string | undefined;
}

/** Every type but `text`: what a text is not. */
const MARKED_TYPES = ['image', 'file', 'card', 'packet', 'forward'] as const;

/**
 * The terms as an FTS5 expression; `undefined` when neither terms nor facets say what to look for. `wordsWith`: which words of the index
 * begin so, where they are few; a long beginning costs least as these words.
 */
export function matchExpression(
  terms: readonly SearchTerm[],
  facets: SearchFacets = {},
  wordsWith: (beginning: string) => readonly string[] | undefined = () => undefined,
): string | undefined {
  const parts = terms.map((term) => {
    switch (term.kind) {
      case 'phrase':
        return term.chars.length === 1 ? quote(term.chars.join('')) : pairsOf(term.chars).join(' AND ');
      case 'word':
        return quote(term.text);
      case 'prefix': {
        if (Array.from(term.text).length <= MAX_PREFIX_TOKEN) return quote(prefixToken(term.text));
        const words = wordsWith(term.text) ?? [];
        return words.length === 0 ? `${quote(term.text)} *` : `(${words.map(quote).join(' OR ')})`;
      }
    }
  });
  const { conversation, sender, type } = facets;
  if (conversation !== undefined) parts.push(quote(conversationToken(conversation)));
  if (sender !== undefined) parts.push(quote(senderToken(sender)));
  if (type !== undefined && type !== 'text') parts.push(quote(typeToken(type)));
  if (parts.length === 0) return undefined;
  const all = parts.join(' AND ');
  if (type !== 'text') return all;
  return `(${all}) NOT (${MARKED_TYPES.map((marked) => quote(typeToken(marked))).join(' OR ')})`;
}

/** Every two neighbours. In a longer phrase they may be found apart: `isExact`. */
function pairsOf(chars: readonly string[]): string[] {
  return chars.slice(1).map((char, i) => quote(pairToken(chars[i] ?? '', char)));
}

/** Whether whatever has the tokens of the expression holds the terms; otherwise its text must be looked at. */
export function isExact(terms: readonly SearchTerm[]): boolean {
  return terms.every((term) => term.kind !== 'phrase' || term.chars.length <= 2);
}

/** Tokens hold letters, digits and emoji only; the doubling keeps this safe by itself. */
function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
