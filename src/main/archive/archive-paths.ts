import { join } from 'node:path';
import { ARCHIVE_FILE } from '../../shared/archive/format.ts';
import type { ChannelId, ConversationId, FileId } from '../../shared/model/ids.ts';
import { safeFileName } from '../media/file-name.ts';

/** What the smaller picture of a picture is called there: nobody has named it. */
export const THUMBNAIL = 'thumbnail';

/** What pages to read are called, from 1 on. */
export function pageName(id: ConversationId, n: number): string {
  return n === 1 ? `${id}.html` : `${id}-${n}.html`;
}

/** A channel's id is not one of the conversations', and may be the same. */
export function channelPageName(id: ChannelId, n: number): string {
  return n === 1 ? `channel-${id}.html` : `channel-${id}-${n}.html`;
}

/**
 * Where things lie in an archive. All names are made of ids, which are checked before; what people have called a file is a safe name
 * in a folder of its own. No path is ever read out of an archive.
 */
export const ARCHIVE_PATHS = {
  manifest: ARCHIVE_FILE,
  entries: 'conversations.jsonl',
  people: 'people.jsonl',
  channels: 'channels.jsonl',
  conversations: 'conversations',
  pages: 'pages',
  files: 'files',
  index: 'index.html',
  lines: (id: ConversationId) => join('conversations', `${id}.jsonl`),
  page: (name: string) => join('pages', name),
  file: (id: FileId, name: string) => join('files', id, safeFileName(name)),
} as const;
