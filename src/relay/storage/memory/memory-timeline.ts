import type { TimelineEvent } from '../../../shared/model/event.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';
import { eventBody } from '../event-body.ts';

/** `readTimeline` of the port over an array whose element `seq - 1` is the event. */
export function memoryTimeline(
  events: readonly TimelineEvent[],
  ranges: RangeSet,
  limit: number,
  maxBytes: number,
): TimelineEvent[] {
  const page: TimelineEvent[] = [];
  let bytes = 0;
  for (const [from, to] of ranges.toReversed()) {
    for (let seq = Math.min(to, events.length); seq >= from; seq--) {
      const event = events[seq - 1];
      if (!event) continue;
      bytes += Buffer.byteLength(eventBody(event));
      if (page.length === limit || (bytes > maxBytes && page.length > 0)) return page.reverse();
      page.push(event);
    }
  }
  return page.reverse();
}
