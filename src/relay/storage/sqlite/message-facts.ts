import { isKnown, type MessageCreated } from '../../../shared/model/event.ts';
import { rangeSetHas } from '../../../shared/model/range-set.ts';
import { visibleRanges } from '../../domain/read-set.ts';
import type { MessageFacts } from '../append-facts.ts';
import type { ConversationRow } from '../rows/conversation.ts';
import type { Queries } from './queries/all.ts';

/** What a change by this account depends on; nothing is read before it is asked. */
export function messageFacts(queries: Queries, conversation: ConversationRow, account: number): MessageFacts {
  const { conversations, extras } = queries;
  const { key } = conversation;
  return {
    conversationKind: conversation.kind,
    message: (seq) => messageFor(queries, conversation, account, seq),
    source(id, seq) {
      const from = conversations.byId(id);
      return from && messageFor(queries, from, account, seq);
    },
    reactions: (target, emoji) => extras.reactionFacts(key, target, emoji, account),
    isPinned: (target) => extras.isPinned(key, target),
    pinCount: () => extras.pinCount(key),
  };
}

/** The message, if the account may see it (MEM-5). */
function messageFor(
  { events, members }: Queries,
  { key, headSeq }: ConversationRow,
  account: number,
  seq: number,
): MessageCreated | undefined {
  if (!rangeSetHas(visibleRanges(members.stays(key, account), headSeq), seq)) return undefined;
  const event = events.get(key, seq);
  return event && isKnown(event) && event.kind === 'message.created' ? event : undefined;
}
