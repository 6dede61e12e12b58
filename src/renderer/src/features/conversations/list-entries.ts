import type { ConversationRow } from '../../../../shared/ipc/views.ts';

/** What the list draws, top to bottom. `index` is the place among the conversations. */
export type ListEntry =
  | { readonly kind: 'title'; readonly section: 'pinned' | 'rest' }
  | { readonly kind: 'row'; readonly row: ConversationRow; readonly index: number };

/** Titles stand over the pinned and over the others where both exist; rows come sorted, pinned first. */
export function listEntries(rows: readonly ConversationRow[]): ListEntry[] {
  const entries = rows.map((row, index): ListEntry => ({ kind: 'row', row, index }));
  const pinned = rows.filter((row) => row.pinned).length;
  if (pinned === 0 || pinned === rows.length) return entries;
  return [
    { kind: 'title', section: 'pinned' },
    ...entries.slice(0, pinned),
    { kind: 'title', section: 'rest' },
    ...entries.slice(pinned),
  ];
}
