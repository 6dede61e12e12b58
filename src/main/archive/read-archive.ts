import {
  ARCHIVE_VERSION,
  type ArchivedConversation,
  ArchivedConversation as ConversationLine,
  ArchivedAnnouncement,
  ArchivedChannel,
  ArchivedEntry,
  ArchivedLine,
  ArchiveManifest,
  ArchiveMark,
  MAX_ARCHIVED_UNSENT,
} from '../../shared/archive/format.ts';
import { AppError } from '../../shared/errors.ts';
import { Person } from '../../shared/model/person.ts';
import { rangeSetHas } from '../../shared/model/range-set.ts';
import { invalid } from './archive-error.ts';
import { ARCHIVE_PATHS } from './archive-paths.ts';
import { parseAs, readLines } from './line-reader.ts';

/**
 * Whose archive it is. Throws `archive_newer` for one of a later version, `archive_invalid` for what is none or does not keep to the
 * format.
 */
export async function readManifest(folder: string): Promise<ArchiveManifest> {
  const file = ARCHIVE_PATHS.manifest;
  const lines: string[] = [];
  for await (const { text } of readLines(folder, file)) lines.push(text);
  const text = lines.join('\n');
  const { version } = parseAs(ArchiveMark, text, file, undefined);
  if (version > ARCHIVE_VERSION)
    throw new AppError(
      'archive_newer',
      `the archive has version ${version}, this program knows ${ARCHIVE_VERSION}`,
    );
  return parseAs(ArchiveManifest, text, file, undefined);
}

/** Which conversations it has; as many as the manifest says, ids ascending. */
export async function* readEntries(folder: string, manifest: ArchiveManifest): AsyncGenerator<ArchivedEntry> {
  const file = ARCHIVE_PATHS.entries;
  let count = 0;
  let before = '';
  for await (const { number, text } of readLines(folder, file)) {
    const entry = parseAs(ArchivedEntry, text, file, number);
    if (++count > manifest.conversations) throw invalid(file, number, 'is one too many');
    if (entry.id <= before) throw invalid(file, number, 'is out of order');
    before = entry.id;
    yield entry;
  }
  if (count < manifest.conversations) throw invalid(file, count + 1, 'is missing');
}

export async function* readPeople(folder: string, manifest: ArchiveManifest): AsyncGenerator<Person> {
  const file = ARCHIVE_PATHS.people;
  let count = 0;
  for await (const { number, text } of readLines(folder, file)) {
    if (++count > manifest.people) throw invalid(file, number, 'is one too many');
    yield parseAs(Person, text, file, number);
  }
  if (count < manifest.people) throw invalid(file, count + 1, 'is missing');
}

/** A line of channels. */
export interface ChannelLine {
  /** Whose announcements these are, and itself. */
  readonly channel: ArchivedChannel;
  /** Absent: the line is the channel's own. */
  readonly announcement?: ArchivedAnnouncement;
  /** Of how many letters the line is. */
  readonly letters: number;
}

/**
 * Channels with their announcements: as many channels as the manifest says, each with as many as it says, ids and seqs ascending. None
 * of an archive of a version without.
 */
export async function* readChannels(folder: string, manifest: ArchiveManifest): AsyncGenerator<ChannelLine> {
  if (manifest.channels === undefined) return;
  const file = ARCHIVE_PATHS.channels;
  let channel: ArchivedChannel | undefined;
  let channels = 0;
  let items = 0;
  let seq = 0;
  let last = 0;
  for await (const { number, text } of readLines(folder, file)) {
    last = number;
    const letters = text.length;
    if (!channel || items === channel.items) {
      const next = parseAs(ArchivedChannel, text, file, number);
      if (++channels > manifest.channels) throw invalid(file, number, 'is one too many');
      if (channel && next.id <= channel.id) throw invalid(file, number, 'is out of order');
      channel = next;
      items = 0;
      seq = 0;
      yield { channel, letters };
      continue;
    }
    const announcement = parseAs(ArchivedAnnouncement, text, file, number);
    items += 1;
    const at = announcement.seq ?? Infinity;
    if (at < seq || (at === seq && at !== Infinity)) throw invalid(file, number, 'is out of order');
    seq = at;
    yield { channel, announcement, letters };
  }
  if (channels < manifest.channels || items < (channel?.items ?? 0))
    throw invalid(file, last + 1, 'is missing');
}

/** What a line says, and of how many letters it is. */
export interface ReadLine {
  readonly value: ArchivedConversation | ArchivedLine;
  readonly letters: number;
}

/** The lines of one conversation: first its own, then its items and what was not sent, as many as the entry says. */
export async function* readConversation(folder: string, entry: ArchivedEntry): AsyncGenerator<ReadLine> {
  const file = ARCHIVE_PATHS.lines(entry.id);
  let conversation: ArchivedConversation | undefined;
  let seq = 0;
  let items = 0;
  let unsent = 0;
  for await (const { number, text } of readLines(folder, file)) {
    if (!conversation) {
      conversation = parseAs(ConversationLine, text, file, number);
      if (conversation.id !== entry.id) throw invalid(file, number, 'is of another conversation');
      yield { value: conversation, letters: text.length };
      continue;
    }
    const item = parseAs(ArchivedLine, text, file, number);
    if (++items > entry.items) throw invalid(file, number, 'is one too many');
    if (item.type === 'unsent') {
      if (++unsent > MAX_ARCHIVED_UNSENT) throw invalid(file, number, 'is one too many');
      yield { value: item, letters: text.length };
      continue;
    }
    if (item.seq <= seq || unsent > 0) throw invalid(file, number, 'is out of order');
    if (!rangeSetHas(conversation.held, item.seq)) throw invalid(file, number, 'is not among what is held');
    ({ seq } = item);
    yield { value: item, letters: text.length };
  }
  if (!conversation || items < entry.items) throw invalid(file, items + (conversation ? 2 : 1), 'is missing');
}
