import { createHash } from 'node:crypto';
import type {
  ArchivedConversation,
  ArchivedEntry,
  ArchivedItem,
  ArchivedUnsent,
  ArchiveManifest,
} from '../../shared/archive/format.ts';
import type { Clock } from '../../shared/clock.ts';
import { type ConversationId, ConversationId as Id, type UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import { MAX_IMPORTED } from '../store/archive-port.ts';
import type { ReadableStore, StoreDelta, WritableStore } from '../store/port.ts';
import { refuseAborted, toFolderError } from './archive-error.ts';
import { createBreather } from './breather.ts';
import { type ContentKeeper, createImportedFiles } from './imported-files.ts';
import { readConversation, readEntries, readManifest, readPeople } from './read-archive.ts';

/** Letters of the lines of one part: it crosses threads. */
const MAX_LETTERS = 64 * 1024;
/** Beyond every seq. */
const END = Number.MAX_SAFE_INTEGER;
const PEOPLE_AT_ONCE = 200;

export interface ImportDeps {
  readonly read: Pick<ReadableStore, 'people'>;
  readonly write: Pick<WritableStore, 'importPart' | 'putPeople'>;
  readonly me: UserId;
  readonly clock: Clock;
  /** Absent: this client keeps no files. */
  readonly contents?: ContentKeeper | undefined;
  readonly onDelta: (delta: StoreDelta) => void;
}

export interface Imported {
  /** Messages and notices that were not here before. */
  readonly added: number;
  /** Those of the archive. */
  readonly conversations: number;
  /** How many of them no relay knows of here: they can only be read. */
  readonly archiveOnly: number;
  /** Messages that are here as others. */
  readonly conflicts: number;
}

/**
 * Brings an archive into the store. All of it is checked before anything is written: `archive_invalid` names file and line,
 * `archive_newer` a later version. What is given up or breaks off later (`cancelled`, `disk_full` …) leaves whole messages only, and doing it
 * again completes it. `onProgress`: 0 … 1.
 *
 * An archive of the same person fills up what is here; that it is theirs is the user's word, because nothing in a folder can prove
 * it. Somebody else's comes in under ids that follow from its own: it puts no words into a conversation that a relay tells of, and
 * is not taken for one later. Its files stay in the folder, because theirs are the relay's ids.
 */
export async function importArchive(
  deps: ImportDeps,
  folder: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Imported> {
  const breathe = createBreather(deps.clock, signal);
  try {
    const manifest = await readManifest(folder);
    const entries = await readEntries(folder, manifest, breathe);
    const total =
      2 *
      Math.max(
        1,
        entries.reduce((sum, { items }) => sum + items + 1, 0),
      );
    let done = 0;
    const step = async (): Promise<void> => {
      onProgress(Math.min(1, ++done / total));
      await breathe();
    };
    await checkAll(readPeople(folder, manifest), breathe);
    for (const entry of entries) await checkAll(readConversation(folder, entry), step);
    refuseAborted(signal);
    await importPeople(deps, readPeople(folder, manifest), breathe);
    let sum: Imported = { added: 0, conversations: entries.length, archiveOnly: 0, conflicts: 0 };
    for (const entry of entries) {
      refuseAborted(signal);
      const one = await importConversation(deps, folder, manifest, entry, signal, step);
      sum = {
        ...sum,
        added: sum.added + one.added,
        conflicts: sum.conflicts + one.conflicts,
        archiveOnly: sum.archiveOnly + Number(one.archiveOnly),
      };
    }
    return sum;
  } catch (error) {
    throw toFolderError(error);
  }
}

/** Reading is checking. */
async function checkAll(lines: AsyncGenerator, step: () => Promise<void>): Promise<void> {
  try {
    while (!(await lines.next()).done) await step();
  } finally {
    // Closes the file, also when it is given up between two lines.
    await lines.return(undefined);
  }
}

/** A name that is known here is newer than the archive's. */
async function importPeople(
  { read, write, onDelta }: ImportDeps,
  people: AsyncIterable<Person>,
  breathe: () => Promise<void>,
): Promise<void> {
  let batch: Person[] = [];
  async function flush(): Promise<void> {
    const known = new Set((await read.people(batch.map(({ id }) => id))).map(({ id }) => id));
    onDelta(await write.putPeople(batch.filter(({ id }) => !known.has(id))));
    batch = [];
  }
  for await (const person of people) {
    await breathe();
    if (batch.push(person) >= PEOPLE_AT_ONCE) await flush();
  }
  if (batch.length > 0) await flush();
}

async function importConversation(
  { write, me, contents, onDelta }: ImportDeps,
  folder: string,
  manifest: ArchiveManifest,
  entry: ArchivedEntry,
  signal: AbortSignal,
  step: () => Promise<void>,
): Promise<{ readonly added: number; readonly conflicts: number; readonly archiveOnly: boolean }> {
  const isMine = manifest.me.id === me;
  const files = createImportedFiles(isMine ? contents : undefined, folder);
  let conversation: ArchivedConversation | undefined;
  let items: ArchivedItem[] = [];
  let unsent: ArchivedUnsent[] = [];
  let letters = 0;
  let from = 1;
  let added = 0;
  let conflicts = 0;
  let archiveOnly = false;

  async function flush(to: number): Promise<void> {
    if (!conversation) return;
    // Before the messages: who looks at them does not look twice.
    for (const item of items) await files.bring(item, signal);
    const outcome = await write.importPart({ conversation, from, to, items, unsent });
    onDelta(outcome.delta);
    added += outcome.added;
    conflicts += outcome.conflicts;
    ({ archiveOnly } = outcome);
    from = Math.min(END, to + 1);
    items = [];
    unsent = [];
    letters = 0;
  }

  for await (const line of readConversation(folder, entry)) {
    await step();
    const { value } = line;
    if (value.type === 'conversation') {
      conversation = isMine ? value : asForeign(manifest, value, me);
      continue;
    }
    letters += line.letters;
    if (value.type === 'unsent') {
      if (isMine) unsent.push(value);
      if (unsent.length >= MAX_IMPORTED || letters >= MAX_LETTERS) await flush(END);
      continue;
    }
    items.push(value);
    if (items.length >= MAX_IMPORTED || letters >= MAX_LETTERS) await flush(value.seq);
  }
  await flush(END);
  return { added, conflicts, archiveOnly };
}

/** Beside what is here. What they have said to me was said with them; what they were writing is theirs. */
function asForeign(manifest: ArchiveManifest, line: ArchivedConversation, me: UserId): ArchivedConversation {
  const peer = line.peer === me ? manifest.me.id : line.peer;
  return { ...line, id: idOfForeign(manifest, line.id), peer, draft: undefined };
}

/** The same for the same archive, so that nothing comes in twice; nobody can choose one that a relay has given. */
function idOfForeign({ me, relay }: ArchiveManifest, id: ConversationId): ConversationId {
  const hash = createHash('sha256')
    .update(JSON.stringify([me.id, relay, id]))
    .digest('hex');
  // A UUIDv7 of the same time, whose random part is the hash.
  return Id.parse(`${id.slice(0, 13)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`);
}
