import type { TimelineEvent } from '../../../shared/model/event.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';
import type { Queries } from './queries/all.ts';

/** `readTimeline` of the port. */
export function readTimeline(
  { conversations, events }: Queries,
  id: ConversationId,
  ranges: RangeSet,
  limit: number,
  maxBytes: number,
): TimelineEvent[] {
  const conversation = conversations.byId(id);
  const page: TimelineEvent[] = [];
  if (!conversation) return page;
  let total = 0;
  for (const [from, to] of ranges.toReversed()) {
    for (const { event, bytes } of events.backwards(conversation.key, from, to)) {
      total += bytes;
      if (page.length === limit || (total > maxBytes && page.length > 0)) return page.reverse();
      page.push(event);
    }
  }
  return page.reverse();
}
