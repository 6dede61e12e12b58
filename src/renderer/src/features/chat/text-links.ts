import { linkTarget, type LinkTarget } from './link-target.ts';

export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly target: LinkTarget };

// Chinese punctuation and brackets end a link: Chinese text has no space around it.
const CANDIDATE = /(?:https?:\/\/|mailto:|yidu:\/\/)[^\s<>"'`、，。！？；：（）「」『』【】《》“”‘’…]+/iuy;

/** Punctuation at the end belongs to the sentence, a closing bracket only if it was opened inside the link. */
function trimEnd(link: string): string {
  let end = link.length;
  for (; end > 0; end--) {
    const last = link.charAt(end - 1);
    if ('.,;:!?*_~'.includes(last)) continue;
    const opening = { ')': '(', ']': '[', '}': '{' }[last];
    const inside = link.slice(0, end);
    if (opening === undefined || inside.split(opening).length >= inside.split(last).length) break;
  }
  return link.slice(0, end);
}

/** The link that begins exactly at `at`; `null`: none does. */
export function linkAt(text: string, at: number): Extract<TextPart, { kind: 'link' }> | null {
  CANDIDATE.lastIndex = at;
  const link = trimEnd(CANDIDATE.exec(text)?.[0] ?? '');
  const target = linkTarget(link);
  return target && { kind: 'link', text: link, target };
}

const BEGINNING = /https?:\/\/|mailto:|yidu:\/\//giu;

/** Cuts a text at its http, https, mailto and yidu links; joined, the parts are the text. Nothing else ever becomes a link. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(BEGINNING)) {
    const link = match.index >= at ? linkAt(text, match.index) : null;
    if (!link) continue;
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index) });
    parts.push(link);
    at = match.index + link.text.length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}
