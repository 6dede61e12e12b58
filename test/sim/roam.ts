import type { Engine } from '../../src/main/sync/engine.ts';
import type { TimelineItem } from '../../src/shared/ipc/views.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';

const PAGE = 20;
const MAX_PAGES = 100;

/** Scrolls from the newest to the oldest item, as a person would. Ascending. */
export async function roam(engine: Engine, conversation: ConversationId): Promise<TimelineItem[]> {
  const all: TimelineItem[] = [];
  let before: number | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await engine.handle['timeline.page']({
      conversation,
      anchor: before === undefined ? { at: 'latest' } : { at: 'before', seq: before },
      limit: PAGE,
    });
    if (page.incomplete) throw new Error(`${conversation} has a hole before ${before ?? 'the end'}`);
    all.unshift(...page.items);
    const oldest = page.items.find(({ seq }) => seq !== null)?.seq;
    if (page.atStart || oldest === undefined || oldest === null) return all;
    before = oldest;
  }
  throw new Error(`${conversation} does not end`);
}
