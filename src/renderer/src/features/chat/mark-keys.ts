import type { KeyPress } from './composer-keys.ts';

const MARKS = { b: '**', i: '*', e: '`' } as const;

/** A text with its selection, as offsets. */
export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The mark that a key press puts around the selection: Ctrl+B bold, Ctrl+I italic, Ctrl+E code; `null`: none. */
export function markOf(press: KeyPress): string | null {
  if (!(press.ctrlKey || press.metaKey) || press.shiftKey || press.altKey) return null;
  const key = press.key.toLowerCase();
  return key === 'b' || key === 'i' || key === 'e' ? MARKS[key] : null;
}

/**
 * Puts the mark around the selection, or takes it off where it stands around it already. Spaces at its ends stay outside: a
 * mark beside a space is none. The same words are selected afterwards; of an empty selection, the caret is between the marks.
 */
export function toggleMark({ text, start, end }: Selected, mark: string): Selected {
  const chosen = text.slice(start, end);
  const from = chosen.trim() === '' ? start : start + (chosen.length - chosen.trimStart().length);
  const to = chosen.trim() === '' ? end : end - (chosen.length - chosen.trimEnd().length);
  const before = text.slice(0, from);
  const after = text.slice(to);
  const words = text.slice(from, to);
  if (stands(before, after, mark)) {
    return {
      text: before.slice(0, -mark.length) + words + after.slice(mark.length),
      start: from - mark.length,
      end: to - mark.length,
    };
  }
  return { text: before + mark + words + mark + after, start: from + mark.length, end: to + mark.length };
}

/** Stars are counted: two are bold and no italic, three are both. */
function stands(before: string, after: string, mark: string): boolean {
  if (!before.endsWith(mark) || !after.startsWith(mark)) return false;
  if (!mark.startsWith('*')) return true;
  const stars = Math.min(/\**$/.exec(before)?.[0].length ?? 0, /^\**/.exec(after)?.[0].length ?? 0);
  return mark === '*' ? stars % 2 === 1 : stars >= 2;
}
