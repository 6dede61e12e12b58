import { createHash } from 'node:crypto';
import type {
  ArchivedAnnouncement,
  ArchivedChannel,
  ArchivedConversation,
  ArchivedEntry,
  ArchivedItem,
  ArchivedUnsent,
  ArchiveManifest,
} from '../../shared/archive/format.ts';
import type { Clock } from '../../shared/clock.ts';
import {
  type ChannelId,
  ChannelId as Channel,
  type ConversationId,
  ConversationId as Id,
  type UserId,
} from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import { MAX_IMPORTED } from '../store/archive-port.ts';
import { packPart } from '../store/imported-part.ts';
import { toFolderError } from './archive-error.ts';
import { type WantedContent, wantedContents } from './imported-files.ts';
import { readChannels, readConversation, readEntries, readManifest, readPeople } from './read-archive.ts';

/** Letters of the lines of one part, but for the last of them: what is written at once holds up the user's own writes. */
const MAX_LETTERS = 64 * 1024;
/** Beyond every seq. */
const END = Number.MAX_SAFE_INTEGER;
const PEOPLE_AT_ONCE = 200;
/** So long a call checks before it says how far it is; ms. */
const CHECKED_MS = 50;

/** What one write brings in. */
export interface SourcePart {
  readonly kind: 'conversation' | 'channel';
  /** An `ImportedPart` or `ImportedChannel`, packed. */
  readonly bytes: Uint8Array;
  /** What its messages refer to, of one's own archive. */
  readonly contents: readonly WantedContent[];
  /** The last one of its conversation or channel. */
  readonly last: boolean;
  /** How much of the archive has been given with it; 0 … 1. */
  readonly share: number;
}

/** An archive that is read, line by line: all of it is checked, and then given. One call at a time. */
export interface ArchiveSource {
  /**
   * Goes on checking for some 50 ms; resolves with how much has been, 0 … 1. Rejects with `archive_newer`, or `archive_invalid` that
   * names file and line.
   */
  check(): Promise<number>;
  /** The next ones, at most 200; none: these were all. */
  people(): Promise<Person[]>;
  /** `null`: these were all. */
  part(): Promise<SourcePart | null>;
  /** No file of the archive is open afterwards. */
  close(): Promise<void>;
}

/** `me`: who imports. What of the archive is somebody else's comes under ids that follow from its own. */
export function createArchiveSource(
  folder: string,
  me: UserId,
  clock: Pick<Clock, 'monotonic'>,
): ArchiveSource {
  let manifest: ArchiveManifest | undefined;
  const entries: ArchivedEntry[] = [];
  let lines = 0;
  let checked = 0;
  let given = 0;
  const checking = checkLines();
  const people = givePeople();
  const parts = giveParts();

  /** Pauses behind each line. Reading is checking. */
  async function* checkLines(): AsyncGenerator<undefined> {
    const read = await readManifest(folder);
    for await (const entry of readEntries(folder, read)) {
      entries.push(entry);
      lines += entry.items + 1;
      yield;
    }
    yield* pauses(readPeople(folder, read));
    for await (const pause of pauses(readChannels(folder, read))) {
      // Only now it is known of how many.
      lines += 1;
      checked += 1;
      yield pause;
    }
    for (const entry of entries)
      for await (const pause of pauses(readConversation(folder, entry))) {
        checked += 1;
        yield pause;
      }
    manifest = read;
  }

  function whole(): ArchiveManifest {
    if (!manifest) throw new Error('not checked');
    return manifest;
  }

  async function* givePeople(): AsyncGenerator<Person[]> {
    let batch: Person[] = [];
    for await (const person of readPeople(folder, whole())) {
      if (batch.push(person) < PEOPLE_AT_ONCE) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  async function* giveParts(): AsyncGenerator<SourcePart> {
    for (const entry of entries) yield* partsOf(entry);
    // Behind the history: a store may have too many of them already.
    yield* channelParts();
  }

  async function* channelParts(): AsyncGenerator<SourcePart> {
    const of = whole();
    const isMine = of.me.id === me;
    let channel: ArchivedChannel | undefined;
    let announcements: ArchivedAnnouncement[] = [];
    let letters = 0;

    function take(last: boolean): SourcePart[] {
      if (!channel) return [];
      const shown = isMine ? channel : { ...channel, id: channelOfForeign(of, channel.id), read: [] };
      const bytes = packPart({ channel: shown, announcements });
      announcements = [];
      letters = 0;
      return [{ kind: 'channel', bytes, contents: [], last, share: given / lines }];
    }

    for await (const line of readChannels(folder, of)) {
      if (channel !== line.channel) {
        yield* take(true);
        ({ channel } = line);
      }
      given += 1;
      letters += line.letters;
      if (line.announcement) announcements.push(line.announcement);
      if (announcements.length >= MAX_IMPORTED || letters >= MAX_LETTERS) yield* take(false);
    }
    yield* take(true);
  }

  async function* partsOf(entry: ArchivedEntry): AsyncGenerator<SourcePart> {
    const of = whole();
    const isMine = of.me.id === me;
    let conversation: ArchivedConversation | undefined;
    let items: ArchivedItem[] = [];
    let unsent: ArchivedUnsent[] = [];
    let letters = 0;
    let from = 1;

    function take(to: number, last: boolean): SourcePart[] {
      if (!conversation) return [];
      const bytes = packPart({ conversation, from, to, items, unsent });
      const contents = isMine ? items.flatMap(wantedContents) : [];
      from = Math.min(END, to + 1);
      items = [];
      unsent = [];
      letters = 0;
      return [{ kind: 'conversation', bytes, contents, last, share: given / lines }];
    }

    for await (const line of readConversation(folder, entry)) {
      given += 1;
      const { value } = line;
      if (value.type === 'conversation') {
        conversation = isMine ? value : asForeign(of, value, me);
        continue;
      }
      letters += line.letters;
      if (value.type === 'unsent') {
        if (isMine) unsent.push(value);
        if (unsent.length >= MAX_IMPORTED || letters >= MAX_LETTERS) yield* take(END, false);
        continue;
      }
      items.push(value);
      if (items.length >= MAX_IMPORTED || letters >= MAX_LETTERS) yield* take(value.seq, false);
    }
    yield* take(END, true);
  }

  return {
    async check() {
      const until = clock.monotonic() + CHECKED_MS;
      try {
        while (!(await checking.next()).done)
          if (clock.monotonic() >= until) return Math.min(checked / Math.max(1, lines), NEARLY);
        return 1;
      } catch (error) {
        throw toFolderError(error);
      }
    },
    async people() {
      const next = await people.next();
      return next.done ? [] : next.value;
    },
    async part() {
      const next = await parts.next();
      return next.done ? null : next.value;
    },
    async close() {
      await Promise.all([checking.return(undefined), people.return(undefined), parts.return(undefined)]);
    },
  };
}

/** All lines, and whether they are as many as they have to be is still to be seen. */
const NEARLY = 0.999;

/** One behind each line. Closes the file, also when it is given up between two of them. */
async function* pauses(lines: AsyncGenerator): AsyncGenerator<undefined> {
  try {
    while (!(await lines.next()).done) yield;
  } finally {
    await lines.return(undefined);
  }
}

/** Beside what is here. What they have said to me was said with them; what they were writing is theirs. */
function asForeign(manifest: ArchiveManifest, line: ArchivedConversation, me: UserId): ArchivedConversation {
  const peer = line.peer === me ? manifest.me.id : line.peer;
  return { ...line, id: idOfForeign(manifest, line.id), peer, draft: undefined };
}

/** The same for the same archive, so that nothing comes in twice; nobody can choose one that a relay has given. */
function idOfForeign(manifest: ArchiveManifest, id: ConversationId): ConversationId {
  return Id.parse(uuidOfForeign(manifest, id));
}

function channelOfForeign(manifest: ArchiveManifest, id: ChannelId): ChannelId {
  return Channel.parse(uuidOfForeign(manifest, id));
}

function uuidOfForeign({ me, relay }: ArchiveManifest, id: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([me.id, relay, id]))
    .digest('hex');
  // A UUIDv7 of the same time, whose random part is the hash.
  return `${id.slice(0, 13)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}
