import type { CorePart } from '../../relay-storage-core.ts';
import type { TimelineStorage } from '../../timeline-port.ts';
import { append } from '../append.ts';
import type { Queries } from '../queries/all.ts';
import { readTimeline } from '../read-timeline.ts';

/** The port's calls about timelines. Those that write run inside a transaction. */
export function timelineCalls(queries: Queries): CorePart<TimelineStorage> {
  const { conversations, extras } = queries;
  return {
    append: (request) => append(queries, request),
    readTimeline: (id, ranges, limit, maxBytes, reader) =>
      readTimeline(queries, id, ranges, limit, maxBytes, reader),
    pins(id) {
      const conversation = conversations.byId(id);
      return conversation ? extras.pins(conversation.key) : [];
    },
  };
}
