import { tokenizeBare } from './tokenizer.ts';

// Private-use characters: the tokenizer never yields them from a text.
const CONVERSATION = '\u{E001}';
const PREFIX = '\u{E002}';
const SENDER = '\u{E003}';
const TYPE = '\u{E004}';

/** Prefixes of so many characters have a token of their own; longer ones are found among the words. */
const PREFIX_LENGTHS = [2, 3] as const;
export const MIN_PREFIX = PREFIX_LENGTHS[0];
export const MAX_PREFIX_TOKEN = PREFIX_LENGTHS[1];

/** The token that every item of a conversation carries, to search in that conversation alone. */
export function conversationToken(conversation: number): string {
  return CONVERSATION + String(conversation);
}

/** The token that every message of a person carries. */
export function senderToken(sender: number): string {
  return SENDER + String(sender);
}

/** The token of messages that are no texts; texts, which most are, do without. */
export function typeToken(type: string): string {
  return TYPE + type;
}

/** What a search can be narrowed to, besides words: rows of the conversation and the sender, and what it is. */
export interface IndexFacets {
  readonly conversation: number;
  readonly sender: number;
  readonly type: string;
}

/** The token that stands for all words with this beginning. */
export function prefixToken(prefix: string): string {
  return PREFIX + prefix;
}

/** The token of two characters side by side. */
export function pairToken(first: string, second: string): string {
  return first + second;
}

/** What the full-text index stores of a message: each token once, one blank apart. */
export function indexText({ conversation, sender, type }: IndexFacets, text: string): string {
  const tokens = new Set([conversationToken(conversation), senderToken(sender)]);
  if (type !== 'text') tokens.add(typeToken(type));
  addTokens(tokens, text);
  return [...tokens].join(' ');
}

/** The same of texts alone. */
export function wordTokens(...texts: readonly string[]): string {
  const tokens = new Set<string>();
  for (const text of texts) addTokens(tokens, text);
  return [...tokens].join(' ');
}

function addTokens(tokens: Set<string>, text: string): void {
  let before = '';
  for (const token of tokenizeBare(text)) {
    tokens.add(token.text);
    if (token.kind === 'char') {
      if (token.joined) tokens.add(pairToken(before, token.text));
      before = token.text;
    } else {
      for (const prefix of prefixesOf(token.text)) tokens.add(prefixToken(prefix));
    }
  }
}

function prefixesOf(word: string): string[] {
  const start = Array.from(word.slice(0, 2 * MAX_PREFIX_TOKEN));
  return PREFIX_LENGTHS.filter((length) => start.length >= length).map((length) =>
    start.slice(0, length).join(''),
  );
}
