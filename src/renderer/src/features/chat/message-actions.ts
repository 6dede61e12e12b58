import type { ConversationRow, MessageItem, TimelineItem } from '../../../../shared/ipc/views.ts';
import { isStored } from '../../stores/messages.ts';
import { copyableText } from './content-text.ts';

export type MessageAction = 'react' | 'reply' | 'edit' | 'recall' | 'pin' | 'forward' | 'copy';

/** What may be done to a message by me. The relay has the last word; what it would surely refuse is not offered. */
export function actionsFor(
  item: MessageItem,
  row: Pick<ConversationRow, 'kind' | 'role'>,
): ReadonlySet<MessageAction> {
  const actions = new Set<MessageAction>();
  if (item.content.type === 'recalled') return actions;
  if (copyableText(item.content) !== null) actions.add('copy');
  if (!isStored(item)) return actions;
  if (copyableText(item.content) !== null) actions.add('forward');
  if (row.role === null) return actions;
  actions.add('react').add('reply');
  if (item.mine && item.content.type === 'text') actions.add('edit');
  const manages = row.kind === 'group' && row.role !== 'member';
  if (item.mine || manages) actions.add('recall');
  if (manages || row.kind === 'direct') actions.add('pin');
  return actions;
}

/** The message that Up in an empty composer edits: the newest of mine that can be. */
export function lastEditable(
  items: readonly TimelineItem[],
  row: Pick<ConversationRow, 'kind' | 'role'>,
): MessageItem | undefined {
  return items.findLast(
    (item): item is MessageItem => item.kind === 'message' && actionsFor(item, row).has('edit'),
  );
}
