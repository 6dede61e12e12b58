import { storedContent } from './item.ts';
import type { WritableStore } from './port.ts';
import type { Sync } from './sync-api.ts';
import type { WriterContext } from './writer-context.ts';

/** Works off what a search index that was started anew lacks. A kill in between loses nothing: what is done is crossed out. */
export function createIndexWriter({
  reindex,
  index,
}: WriterContext): Sync<Pick<WritableStore, 'indexMore' | 'tidyIndex'>> {
  return {
    indexMore(limit) {
      const rows = reindex.next(limit);
      for (const { id, conversation, sender, body } of rows) {
        index.add(id, { conversation, sender, content: storedContent(body) });
        reindex.settle(id);
      }
      reindex.note(rows.length);
      return rows.length === limit;
    },
    tidyIndex: (pages) => index.tidy(pages),
  };
}
