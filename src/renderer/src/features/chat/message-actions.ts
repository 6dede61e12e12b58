import type { ConversationRow, MessageItem, TimelineItem } from '../../../../shared/ipc/views.ts';
import { mayAct } from '../../../../shared/model/rights.ts';
import { isStored } from '../../stores/messages.ts';
import { copyableText, isForwardable } from './content-text.ts';

export type MessageAction = 'react' | 'reply' | 'edit' | 'recall' | 'pin' | 'forward' | 'copy';

/** What a message needs to know of its conversation: what changes with every message is not among it. */
export type MessagePlace = Pick<ConversationRow, 'kind' | 'role'>;

/**
 * What may be done to a message by me, by the relay's own table of rights. The relay has the last word; what it would surely
 * refuse is not offered. Mine may be changed when they were sent after `changeableSince` (MSG-2).
 */
export function actionsFor(
  item: MessageItem,
  { kind, role }: MessagePlace,
  changeableSince = 0,
): ReadonlySet<MessageAction> {
  const actions = new Set<MessageAction>();
  if (item.content.type === 'recalled') return actions;
  if (copyableText(item.content) !== null) actions.add('copy');
  if (!isStored(item)) return actions;
  if (isForwardable(item.content)) actions.add('forward');
  if (role === null) return actions;
  actions.add('react').add('reply');
  const changeable = item.mine && item.at > changeableSince;
  if (changeable && item.content.type === 'text') actions.add('edit');
  if (changeable || mayAct(kind, 'recallOthers', role)) actions.add('recall');
  if (mayAct(kind, 'pin', role)) actions.add('pin');
  return actions;
}

/**
 * The message that Up in an empty composer edits: the newest of mine that can be. None while a newer one is on its way, because that is the
 * one that is meant.
 */
export function lastEditable(
  items: readonly TimelineItem[],
  row: MessagePlace,
  changeableSince = 0,
): MessageItem | undefined {
  const found = items.findLast(
    (item): item is MessageItem =>
      item.kind === 'message' &&
      ((item.mine && item.state.kind === 'sending') || actionsFor(item, row, changeableSince).has('edit')),
  );
  return found?.state.kind === 'sending' ? undefined : found;
}
