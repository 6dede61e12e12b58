export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

// Chinese punctuation and brackets end a link: Chinese text has no space around it.
const CANDIDATE = /https?:\/\/[^\s<>"'`、，。！？；：（）「」『』【】《》“”‘’…]+/giu;

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

/** Cuts a text at its http and https links; joined, the parts are the text. Nothing else ever becomes a link. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const link = trimEnd(match[0]);
    const url = URL.canParse(link) ? new URL(link) : null;
    if (!url?.hostname) continue;
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index) });
    parts.push({ kind: 'link', text: link, href: url.href });
    at = match.index + link.length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}
