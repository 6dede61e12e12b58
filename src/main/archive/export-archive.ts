import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ARCHIVE_VERSION, type ArchiveManifest } from '../../shared/archive/format.ts';
import type { Clock } from '../../shared/clock.ts';
import type { ConversationId, FileId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { StoreSnapshot } from '../store/archive-port.ts';
import { refuseAborted, toFolderError } from './archive-error.ts';
import { ARCHIVE_PATHS } from './archive-paths.ts';
import { createArchivedFiles } from './archived-files.ts';
import { createArchivedPeople, peopleOf } from './archived-people.ts';
import { createBreather } from './breather.ts';
import { channelLine, channelsHeading } from './channel-pages.ts';
import { exportChannels } from './export-channels.ts';
import { exportConversation } from './export-conversation.ts';
import { indexFrame, indexLine, type PageContext } from './html-pages.ts';
import { createLineFile } from './line-file.ts';
import type { PageLanguage } from './page-texts.ts';

export interface ExportDeps {
  readonly openSnapshot: () => Promise<StoreSnapshot>;
  readonly me: Person;
  readonly relay: string;
  /** The client's version. */
  readonly client: string;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** Where the content of a file lies on this disk; it does not count as used. */
  readonly findFile: (file: FileId) => string | undefined;
}

export interface ExportChoice {
  /** `null`: all. Those that are not known are left out. */
  readonly conversations: readonly ConversationId[] | null;
  /** Copies the files that are on this disk. */
  readonly files: boolean;
  readonly language: PageLanguage;
}

export interface Exported {
  readonly folder: string;
  readonly conversations: number;
  readonly items: number;
  readonly announcements: number;
  readonly files: number;
}

/**
 * Writes an archive into a new folder: `target`, or a name beside it that is free. The folder is there when all of it is; what is given up
 * or fails (`cancelled`, `disk_full`, `folder_failed`) leaves nothing; what is killed, a folder `.yidu-export-…` beside it. The store is read as it was at one moment. `onProgress`: 0 … 1.
 */
export async function exportArchive(
  deps: ExportDeps,
  target: string,
  choice: ExportChoice,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Exported> {
  let draft: string | undefined;
  try {
    draft = await mkdtemp(join(dirname(target), '.yidu-export-'));
    const snapshot = await deps.openSnapshot();
    try {
      const sums = await writeArchive(deps, snapshot, draft, choice, signal, onProgress);
      const folder = unused(target);
      await rename(draft, folder);
      return { ...sums, folder };
    } finally {
      await snapshot.close();
    }
  } catch (error) {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    refuseAborted(signal);
    throw toFolderError(error);
  }
}

/** Nothing is written over. */
function unused(path: string): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? path : `${path} (${n})`;
    if (!existsSync(candidate)) return candidate;
  }
}

async function writeArchive(
  deps: ExportDeps,
  snapshot: StoreSnapshot,
  folder: string,
  choice: ExportChoice,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Omit<Exported, 'folder'>> {
  const breathe = createBreather(deps.clock, signal);
  for (const name of [ARCHIVE_PATHS.conversations, ARCHIVE_PATHS.pages])
    await mkdir(join(folder, name), { mode: 0o700 });
  const wanted = choice.conversations && new Set(choice.conversations);
  const entries = (await snapshot.entries()).filter(({ id }) => !wanted || wanted.has(id));
  // They are nobody's conversation: who chooses some of those has not chosen them.
  const channels = wanted ? [] : await snapshot.channels();
  const total = Math.max(
    1,
    [...entries, ...channels].reduce((sum, { items }) => sum + items, 0),
  );
  const people = createArchivedPeople(snapshot);
  const files = createArchivedFiles(deps.findFile, folder, choice.files);
  const context: PageContext = {
    language: choice.language,
    nameOf: (user) => people.nameOf(user),
    hasFile: (file) => files.has(file),
  };
  await people.learn([deps.me.id]);
  const exportedAt = deps.clock.now();
  const index = await createLineFile(join(folder, ARCHIVE_PATHS.index));
  const list = await createLineFile(join(folder, ARCHIVE_PATHS.entries));
  let items = 0;
  try {
    const frame = indexFrame(context, deps.me.displayName, exportedAt);
    await index.write(frame.begin);
    for (const entry of entries) {
      const conversation = await snapshot.conversation(entry.id);
      await people.learn(conversation.peer === null ? [] : [conversation.peer]);
      await exportConversation(
        folder,
        snapshot,
        conversation,
        context,
        async (page) => {
          refuseAborted(signal);
          await people.learn(page.flatMap(peopleOf));
          for (const item of page) await files.take(item, signal);
          items += page.length;
          onProgress(Math.min(1, items / total));
        },
        breathe,
      );
      await list.write(`${JSON.stringify(entry)}\n`);
      await index.write(indexLine(context, conversation, entry));
    }
    if (channels.length > 0) await index.write(channelsHeading(context));
    for (const channel of channels) await index.write(channelLine(context, channel));
    await index.write(frame.end);
  } finally {
    await Promise.all([index.close(), list.close()]);
  }
  let announcements = 0;
  await exportChannels(
    folder,
    snapshot,
    channels,
    context,
    (users) => people.learn(users),
    (n) => {
      refuseAborted(signal);
      announcements += n;
      onProgress(Math.min(1, (items + announcements) / total));
    },
    breathe,
  );
  const known = people.all();
  const book = await createLineFile(join(folder, ARCHIVE_PATHS.people));
  try {
    for (const person of known) {
      await book.write(`${JSON.stringify(person)}\n`);
      await breathe();
    }
  } finally {
    await book.close();
  }
  const { me, relay, client } = deps;
  const manifest: ArchiveManifest = {
    format: 'yidu-archive',
    version: ARCHIVE_VERSION,
    exportedAt,
    client,
    me: { id: me.id, name: me.name, displayName: me.displayName },
    relay,
    conversations: entries.length,
    people: known.length,
    channels: channels.length,
    files: files.count(),
  };
  refuseAborted(signal);
  await writeFile(join(folder, ARCHIVE_PATHS.manifest), `${JSON.stringify(manifest, null, 2)}\n`, {
    flag: 'wx',
    mode: 0o600,
    flush: true,
  });
  return { conversations: entries.length, items, announcements, files: files.count() };
}
