import { assertNever } from '../../../../shared/assert-never.ts';
import type { ConversationRow } from '../../../../shared/ipc/views.ts';
import type { Texts } from '../../i18n/use-texts.ts';

/** The second line of a row: the draft before the newest message, in a group with who said it. */
export type Preview =
  | { readonly kind: 'draft'; readonly text: string }
  | { readonly kind: 'message'; readonly text: string; readonly from: string }
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
  return { kind: 'message', text: oneLine(row.last.text), from };
}

/** The same line as plain words. */
export function previewText(preview: Preview, texts: Texts): string {
  switch (preview.kind) {
    case 'draft':
      return `${texts.t('list.draft')} ${preview.text}`;
    case 'message':
      return preview.from
        ? texts.t('list.preview.from', { name: preview.from, text: preview.text })
        : preview.text;
    case 'empty':
      return '';
    default:
      return assertNever(preview);
  }
}

/** What a screen reader says of a row: everything the eye sees, in one sentence. */
export function rowLabel(row: ConversationRow, preview: string, time: string, texts: Texts): string {
  const parts = [
    row.title,
    row.unread > 0 ? texts.tn('list.row.unread', row.unread) : '',
    preview,
    time,
    row.pinned ? texts.t('list.row.pinned') : '',
    row.muted ? texts.t('list.row.muted') : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
