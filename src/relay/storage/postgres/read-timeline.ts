import { isKnown, type TimelineEvent } from '../../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { RangeSet, SeqRange } from '../../../shared/model/range-set.ts';
import { withExtras } from '../message-revision.ts';
import type { TimelineRow } from '../rows/event.ts';
import type { Queries } from './queries/all.ts';

/** Read at once: more would be read in vain where `maxBytes` cuts. */
const ROWS = 200;

/** `readTimeline` of the port. */
export async function readTimeline(
  queries: Queries,
  id: ConversationId,
  ranges: RangeSet,
  limit: number,
  maxBytes: number,
  reader: UserId | undefined,
): Promise<TimelineEvent[]> {
  const { accounts, conversations, events } = queries;
  const page: TimelineEvent[] = [];
  let total = 0;
  if (ranges.length === 0 || limit < 1) return page;
  const asked = [conversations.byId(id), reader === undefined ? undefined : accounts.key(reader)] as const;
  for (const [from, to] of ranges.toReversed()) {
    let end = to;
    while (end >= from) {
      if (page.length === limit) return page.reverse();
      // All of it goes to the server together.
      const [conversation, account, rows] = await Promise.all([
        ...asked,
        events.backwards(id, from, end, Math.min(limit - page.length, ROWS)),
      ]);
      if (!conversation) return page;
      const shownTo = reader && account !== undefined ? { account, user: reader } : undefined;
      for (const row of rows) {
        const { event, bytes } = await shown(queries, conversation.key, row, shownTo);
        total += bytes;
        if (total > maxBytes && page.length > 0) return page.reverse();
        page.push(event);
      }
      end = (rows.at(-1)?.event.seq ?? from) - 1;
    }
  }
  return page.reverse();
}

/**
 * The same by one statement, which sees one moment by itself: for what was stored just now. `undefined`: something of it has changed since,
 * or it is too large, and `readTimeline` has to be asked.
 */
export async function readUnchanged(
  { events }: Queries,
  id: ConversationId,
  [from, to]: SeqRange,
  maxBytes: number,
): Promise<TimelineEvent[] | undefined> {
  const wanted = to - from + 1;
  if (wanted > ROWS) return undefined;
  const rows = await events.backwards(id, from, to, wanted);
  const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > maxBytes || rows.some(({ revision }) => revision !== null)) return undefined;
  return rows.map(({ event }) => event).reverse();
}

type Shown = Pick<TimelineRow, 'event' | 'bytes'>;

/** A changed message with what is kept beside it; everything else as it is stored. */
async function shown(
  { extras }: Queries,
  conversation: number,
  { event, bytes, revision }: TimelineRow,
  reader: Parameters<Queries['extras']['reactions']>[2],
): Promise<Shown> {
  if (revision === null || !isKnown(event) || event.kind !== 'message.created') return { event, bytes };
  const { seq } = event;
  const reactions = await extras.reactions(conversation, seq, reader);
  const pinned = await extras.isPinned(conversation, seq);
  return {
    event: withExtras(event, { revision, pinned, reactions }),
    bytes: bytes + Buffer.byteLength(JSON.stringify(reactions)),
  };
}
