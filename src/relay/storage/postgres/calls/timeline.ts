import type { TimelineStorage } from '../../timeline-port.ts';
import { append } from '../append.ts';
import type { Queries } from '../queries/all.ts';
import { readTimeline } from '../read-timeline.ts';

/** The port's calls about timelines. Those that write run inside a transaction. */
export function timelineCalls(queries: Queries): TimelineStorage {
  const { conversations, extras } = queries;
  return {
    append: (request) => append(queries, request),
    readTimeline: (id, ranges, limit, maxBytes, reader) =>
      readTimeline(queries, id, ranges, limit, maxBytes, reader),
    async pins(id) {
      const conversation = await conversations.byId(id);
      return conversation ? await extras.pins(conversation.key) : [];
    },
  };
}
