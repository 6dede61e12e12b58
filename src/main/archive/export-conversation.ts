import { join } from 'node:path';
import type { ArchivedConversation, ArchivedLine } from '../../shared/archive/format.ts';
import type { StoreSnapshot } from '../store/archive-port.ts';
import { ARCHIVE_PATHS } from './archive-paths.ts';
import { conversationPages, draftHtml, itemHtml, type PageContext, unsentHtml } from './html-pages.ts';
import { createLineFile } from './line-file.ts';
import { createPageFiles } from './page-files.ts';

/** Writes the lines of one conversation, and the pages to read beside them. `prepare` is told of lines before they are written. */
export async function exportConversation(
  folder: string,
  snapshot: StoreSnapshot,
  conversation: ArchivedConversation,
  context: PageContext,
  prepare: (lines: readonly ArchivedLine[]) => Promise<void>,
  breathe: () => Promise<void>,
): Promise<void> {
  const { id } = conversation;
  const lines = await createLineFile(join(folder, ARCHIVE_PATHS.lines(id)));
  try {
    const pages = await createPageFiles(folder, conversationPages(context, conversation));
    try {
      await lines.write(`${JSON.stringify(conversation)}\n`);
      let pageFrom = 1;
      for (let after = 0; ;) {
        const items = await snapshot.items(id, after);
        if (items.length === 0) break;
        await prepare(items);
        for (const item of items) {
          if (await pages.turn()) pageFrom = item.seq;
          await lines.write(`${JSON.stringify(item)}\n`);
          await pages.write(itemHtml(context, item, pageFrom));
          after = item.seq;
          await breathe();
        }
      }
      // Few, and of now: they stand below what was said last, on whichever page that is.
      for (let skip = 0; ;) {
        const unsent = await snapshot.unsent(id, skip);
        if (unsent.length === 0) break;
        await prepare(unsent);
        for (const line of unsent) {
          await lines.write(`${JSON.stringify(line)}\n`);
          await pages.write(unsentHtml(context, line));
          await breathe();
        }
        skip += unsent.length;
      }
      if (conversation.draft !== undefined) await pages.write(draftHtml(context, conversation.draft));
      await pages.end();
    } finally {
      await pages.close();
    }
  } finally {
    await lines.close();
  }
}
