import { join } from 'node:path';
import type { ArchivedAnnouncement, ArchivedChannel } from '../../shared/archive/format.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { StoreSnapshot } from '../store/archive-port.ts';
import { ARCHIVE_PATHS } from './archive-paths.ts';
import { announcementHtml, channelPages } from './channel-pages.ts';
import type { PageContext } from './html-pages.ts';
import { createLineFile, type LineFile } from './line-file.ts';
import { createPageFiles } from './page-files.ts';

/**
 * Writes the lines of channels with their announcements, and the pages to read. `learn` is told whom lines name before they are written,
 * `wrote` how many announcements.
 */
export async function exportChannels(
  folder: string,
  snapshot: StoreSnapshot,
  channels: readonly ArchivedChannel[],
  context: PageContext,
  learn: (people: readonly UserId[]) => Promise<void>,
  wrote: (announcements: number) => void,
  breathe: () => Promise<void>,
): Promise<void> {
  const lines = await createLineFile(join(folder, ARCHIVE_PATHS.channels));
  try {
    for (const channel of channels) {
      await learn([channel.owner, ...channel.publishers]);
      await lines.write(`${JSON.stringify(channel)}\n`);
      await exportChannel(folder, snapshot, channel, lines, context, async (page) => {
        await learn(page.map(({ sender }) => sender));
        wrote(page.length);
        await breathe();
      });
    }
  } finally {
    await lines.close();
  }
}

async function exportChannel(
  folder: string,
  snapshot: StoreSnapshot,
  channel: ArchivedChannel,
  lines: LineFile,
  context: PageContext,
  prepare: (page: readonly ArchivedAnnouncement[]) => Promise<void>,
): Promise<void> {
  const pages = await createPageFiles(folder, channelPages(context, channel));
  try {
    for (let after = 0; ;) {
      const page = await snapshot.announcements(channel.id, after);
      if (page.lines.length === 0) break;
      await prepare(page.lines);
      for (const line of page.lines) {
        await pages.turn();
        await lines.write(`${JSON.stringify(line)}\n`);
        await pages.write(announcementHtml(context, line));
      }
      after = page.place;
    }
    await pages.end();
  } finally {
    await pages.close();
  }
}
