import { EMOJI_SECTIONS, type EmojiEntry, type EmojiSection } from './emoji-data.ts';

export const COLUMNS = 8;

/** An emoji as the picker offers it. */
export interface Choice {
  readonly emoji: string;
  readonly name: string;
}

/** What the picker draws, top to bottom. `first` is the place of the row's first choice among all. */
export type PickerRow =
  | { readonly kind: 'title'; readonly section: EmojiSection | 'recent' | 'found' }
  | { readonly kind: 'choices'; readonly choices: readonly Choice[]; readonly first: number };

/** Lays out sections of choices in rows of eight; empty sections are left out. */
export function pickerRows(
  sections: readonly {
    readonly section: EmojiSection | 'recent' | 'found';
    readonly choices: readonly Choice[];
  }[],
): PickerRow[] {
  const rows: PickerRow[] = [];
  let first = 0;
  for (const { section, choices } of sections) {
    if (choices.length > 0) rows.push({ kind: 'title', section });
    for (let at = 0; at < choices.length; at += COLUMNS) {
      const some = choices.slice(at, at + COLUMNS);
      rows.push({ kind: 'choices', choices: some, first });
      first += some.length;
    }
  }
  return rows;
}

/** All emoji by section, as their data orders them. */
export function bySection(
  entries: readonly EmojiEntry[],
  choose: (entry: EmojiEntry) => Choice,
): { section: EmojiSection; choices: Choice[] }[] {
  return EMOJI_SECTIONS.map((section) => ({
    section,
    choices: entries.filter((entry) => entry.section === section).map(choose),
  }));
}

/**
 * Where a key leads from place `active`: left and right by one, up and down by a row in the same column as far as there is
 * one, Page Up and Page Down by five rows. `null`: the key is none of these.
 */
export function stepTo(rows: readonly PickerRow[], active: number, key: string): number | null {
  const lines = rows.filter((row) => row.kind === 'choices');
  const count = lines.reduce((sum, { choices }) => sum + choices.length, 0);
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    return Math.max(0, Math.min(count - 1, active + (key === 'ArrowLeft' ? -1 : 1)));
  }
  const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -5, PageDown: 5 }[key];
  if (by === undefined) return null;
  const line = lines.findIndex(({ first, choices }) => active >= first && active < first + choices.length);
  const target = lines[Math.max(0, Math.min(lines.length - 1, line + by))];
  const from = lines[line];
  if (!target || !from) return active;
  return target.first + Math.min(active - from.first, target.choices.length - 1);
}
