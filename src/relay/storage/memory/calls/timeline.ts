import { isKnown, type TimelineEvent } from '../../../../shared/model/event.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { RangeSet } from '../../../../shared/model/range-set.ts';
import { eventBody } from '../../event-body.ts';
import { withExtras } from '../../message-revision.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { TimelineStorage } from '../../timeline-port.ts';
import { append } from '../append.ts';
import type { MemoryConversation } from '../memory-conversation.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about timelines. */
export function timelineCalls(tables: MemoryTables): CorePart<TimelineStorage> {
  const { conversations } = tables;
  return {
    append: (request) => append(tables, request),
    readTimeline(id, ranges, limit, maxBytes, reader) {
      const conversation = conversations.get(id);
      return conversation ? readTimeline(conversation, ranges, limit, maxBytes, reader) : [];
    },
    pins: (id) => conversations.get(id)?.extras.pins() ?? [],
  };
}

/** `readTimeline` of the port over one conversation, also as a part of what callbacks are told. */
export function readTimeline(
  { events, extras }: MemoryConversation,
  ranges: RangeSet,
  limit: number,
  maxBytes: number,
  reader: UserId | undefined,
): TimelineEvent[] {
  const page: TimelineEvent[] = [];
  let bytes = 0;
  for (const [from, to] of ranges.toReversed()) {
    for (let seq = Math.min(to, events.length); seq >= from; seq--) {
      const stored = events[seq - 1];
      if (!stored) continue;
      const shown = isKnown(stored) && stored.kind === 'message.created' && extras.of(seq, reader);
      const event = shown ? withExtras(stored, shown) : stored;
      bytes += Buffer.byteLength(eventBody(event));
      if (page.length === limit || (bytes > maxBytes && page.length > 0)) return page.reverse();
      page.push(event);
    }
  }
  return page.reverse();
}
