import type { ConversationRow } from '../../../../shared/ipc/views.ts';
import { withoutMarks } from '../chat/formatted-text.ts';

/** The second line of a row: the draft before the newest message, in a group with who said it. */
export type Preview =
  | { readonly kind: 'draft'; readonly text: string }
  | {
      readonly kind: 'message';
      readonly text: string;
      readonly from: string;
      /** What it is, unless a text. */
      readonly type: NonNullable<NonNullable<ConversationRow['last']>['type']> | null;
    }
  | { readonly kind: 'empty' };

/** `nameOf` gives '' for people whose name is not known yet; their message is then shown without a name. */
export function previewOf(
  row: ConversationRow,
  nameOf: (id: NonNullable<ConversationRow['last']>['sender']) => string,
): Preview {
  const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
  if (row.draft.trim() !== '') return { kind: 'draft', text: oneLine(row.draft.slice(0, 200)) };
  if (!row.last) return { kind: 'empty' };
  const from = row.kind === 'group' && !row.last.mine ? nameOf(row.last.sender) : '';
  return { kind: 'message', text: oneLine(withoutMarks(row.last.text)), from, type: row.last.type ?? null };
}
