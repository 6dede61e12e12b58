import type { ConversationHead } from '../../shared/model/conversation.ts';
import type { ConversationId } from '../../shared/model/ids.ts';

/**
 * In which order to pull the newest pages of changed conversations: those with unread messages first, because their badges
 * are what is looked at; within both groups the youngest conversation first.
 */
export function eagerOrder(heads: readonly ConversationHead[]): ConversationId[] {
  return heads
    .toSorted((a, b) => Number(b.unread > 0) - Number(a.unread > 0) || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}
