import type { ConversationId } from '../../src/shared/model/ids.ts';
import { LIMITS } from '../../src/shared/protocol/limits.ts';
import type { Copy } from './copy.ts';
import type { Journal } from './journal.ts';
import type { Link } from './link.ts';

/** Pulls what may be seen and is not here (SYN-5), oldest first. A relay that gives nothing or something else of it is at fault. */
export async function fillCopy(
  link: Link,
  conversation: ConversationId,
  copy: Copy,
  journal: Journal,
): Promise<void> {
  for (;;) {
    const [from, to] = copy.missing()[0] ?? [0, 0];
    if (from === 0) return;
    const upTo = Math.min(to, from + LIMITS.pageEvents - 1);
    const { events } = await link.request('timeline.pull', {
      conversation,
      from,
      to: upTo,
      limit: LIMITS.pageEvents,
    });
    if (events.length === 0) {
      journal.fault(`${conversation} has nothing from ${from} to ${upTo} for its member`);
      return;
    }
    for (const event of events) copy.store(event);
    if (copy.missing()[0]?.[0] === from && copy.missing()[0]?.[1] === to) {
      journal.fault(`${conversation} gave other events than ${from} to ${upTo}`);
      return;
    }
  }
}
