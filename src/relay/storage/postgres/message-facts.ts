import { isKnown, type MessageCreated } from '../../../shared/model/event.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import { rangeSetHas } from '../../../shared/model/range-set.ts';
import { visibleRanges } from '../../domain/read-set.ts';
import type { MessageFacts } from '../append-facts.ts';
import { fetchedFact } from './fetched-facts.ts';
import type { Queries } from './queries/all.ts';
import type { ConversationRow } from './queries/conversations.ts';

/** What a change by this account depends on; nothing is read before it is asked. */
export function messageFacts(queries: Queries, conversation: ConversationRow, account: number): MessageFacts {
  const { conversations, extras } = queries;
  const { key } = conversation;
  return {
    conversationKind: conversation.kind,
    message: fetchedFact((seq: number) => messageFor(queries, conversation, account, seq)),
    source: fetchedFact(async (id: ConversationId, seq: number) => {
      const from = await conversations.byId(id);
      return from && (await messageFor(queries, from, account, seq));
    }),
    reactions: fetchedFact((target: number, emoji: string) =>
      extras.reactionFacts(key, target, emoji, account),
    ),
    isPinned: fetchedFact((target: number) => extras.isPinned(key, target)),
    pinCount: fetchedFact(() => extras.pinCount(key)),
  };
}

/** The message, if the account may see it (MEM-5). */
async function messageFor(
  { events, members }: Queries,
  { key, headSeq }: ConversationRow,
  account: number,
  seq: number,
): Promise<MessageCreated | undefined> {
  if (!rangeSetHas(visibleRanges(await members.stays(key, account), headSeq), seq)) return undefined;
  const event = await events.get(key, seq);
  return event && isKnown(event) && event.kind === 'message.created' ? event : undefined;
}
