import { isKnown, type TimelineEvent } from '../../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';
import { withExtras } from '../message-revision.ts';
import type { TimelineRow } from '../rows/event.ts';
import type { Queries } from './queries/all.ts';

/** `readTimeline` of the port. */
export function readTimeline(
  queries: Queries,
  id: ConversationId,
  ranges: RangeSet,
  limit: number,
  maxBytes: number,
  reader: UserId | undefined,
): TimelineEvent[] {
  const { accounts, conversations, events } = queries;
  const conversation = conversations.byId(id);
  const page: TimelineEvent[] = [];
  if (!conversation) return page;
  const account = reader && accounts.key(reader);
  const shownTo = reader && account !== undefined ? { account, user: reader } : undefined;
  let total = 0;
  for (const [from, to] of ranges.toReversed()) {
    for (const row of events.backwards(conversation.key, from, to)) {
      const { event, bytes } = shown(queries, conversation.key, row, shownTo);
      total += bytes;
      if (page.length === limit || (total > maxBytes && page.length > 0)) return page.reverse();
      page.push(event);
    }
  }
  return page.reverse();
}

type Shown = Pick<TimelineRow, 'event' | 'bytes'>;

/** A changed message with what is kept beside it; everything else as it is stored. */
function shown(
  { extras }: Queries,
  conversation: number,
  { event, bytes, revision }: TimelineRow,
  reader: Parameters<Queries['extras']['reactions']>[2],
): Shown {
  if (revision === null || !isKnown(event) || event.kind !== 'message.created') return { event, bytes };
  const { seq } = event;
  const reactions = extras.reactions(conversation, seq, reader);
  const pinned = extras.isPinned(conversation, seq);
  return {
    event: withExtras(event, { revision, pinned, reactions }),
    bytes: bytes + Buffer.byteLength(JSON.stringify(reactions)),
  };
}
