import { mentionRanges } from './mention-text.ts';
import { splitLinks, type TextPart as LinkPart } from './text-links.ts';

export type TextPart = LinkPart | { readonly kind: 'mention'; readonly text: string; readonly name: string };

/** Cuts a text at its links and at the mentions of `names`; joined, the parts are the text. */
export function splitText(text: string, names: readonly string[]): TextPart[] {
  const parts = splitLinks(text);
  return names.length === 0
    ? parts
    : parts.flatMap((part) => (part.kind === 'text' ? splitMentions(part.text, names) : [part]));
}

function splitMentions(text: string, names: readonly string[]): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const [start, end] of mentionRanges(text, names)) {
    if (start > at) parts.push({ kind: 'text', text: text.slice(at, start) });
    parts.push({ kind: 'mention', text: text.slice(start, end), name: text.slice(start + 1, end) });
    at = end;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

const FOLD_CHARACTERS = 1_200;
const FOLD_LINES = 18;

/** Whether a text is so long that it is shown folded at first. */
export function isLong(text: string): boolean {
  return text.length > FOLD_CHARACTERS || text.split('\n', FOLD_LINES + 1).length > FOLD_LINES;
}
