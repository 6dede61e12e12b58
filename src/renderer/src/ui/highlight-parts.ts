export interface HighlightPart {
  readonly text: string;
  readonly marked: boolean;
}

/** How much of the text stands before the first mark, so that a hit deep in a long text is seen. */
const LEAD = 24;

/**
 * A text cut at its marks (`[start, end)`, ascending). When the first mark lies far in, the beginning gives way to "…".
 * Marks outside the text are ignored; joined, the parts are the text from the cut on.
 */
export function highlightParts(text: string, marks: readonly (readonly [number, number])[]): HighlightPart[] {
  const first = marks[0]?.[0] ?? 0;
  let cut = first > LEAD * 2 ? first - LEAD : 0;
  if (/[\uDC00-\uDFFF]/.test(text.charAt(cut))) cut--;
  const parts: HighlightPart[] = cut > 0 ? [{ text: '…', marked: false }] : [];
  let at = cut;
  for (const [start, end] of marks) {
    const to = Math.min(end, text.length);
    if (start < at || to <= start) continue;
    if (start > at) parts.push({ text: text.slice(at, start), marked: false });
    parts.push({ text: text.slice(start, to), marked: true });
    at = to;
  }
  if (at < text.length) parts.push({ text: text.slice(at), marked: false });
  return parts;
}
