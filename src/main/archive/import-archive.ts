import type { Person } from '../../shared/model/person.ts';
import type { ReadableStore, WritableStore } from '../store/port.ts';
import type { StoreDelta } from '../store/store-delta.ts';
import { refuseAborted, toFolderError } from './archive-error.ts';
import type { ArchiveSource } from './archive-source.ts';
import { type ContentKeeper, createImportedFiles } from './imported-files.ts';

export interface ImportDeps {
  /** Reads the archive of a folder for whoever imports it. What it gives is checked, and goes to the writer as it is. */
  readonly openSource: (folder: string) => ArchiveSource;
  readonly read: Pick<ReadableStore, 'people'>;
  readonly write: Pick<WritableStore, 'importChannel' | 'importPart' | 'putPeople'>;
  /** Absent: this client keeps no files. */
  readonly contents?: ContentKeeper | undefined;
  readonly onDelta: (delta: StoreDelta) => void;
  /** Channels have changed. */
  readonly onChannels: () => void;
}

export interface Imported {
  /** Messages and notices that were not here before. */
  readonly added: number;
  /** Announcements that were not here before. */
  readonly announcements: number;
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
  refuseAborted(signal);
  const source = deps.openSource(folder);
  try {
    for (let checked = 0; checked < 1;) {
      checked = await source.check();
      onProgress(checked / 2);
      refuseAborted(signal);
    }
    for (;;) {
      const people = await source.people();
      refuseAborted(signal);
      if (people.length === 0) break;
      await importPeople(deps, people);
    }
    return await importParts(deps, source, folder, signal, onProgress);
  } catch (error) {
    throw toFolderError(error);
  } finally {
    await source.close();
  }
}

/** A name that is known here is newer than the archive's. */
async function importPeople({ read, write, onDelta }: ImportDeps, people: readonly Person[]): Promise<void> {
  const known = new Set((await read.people(people.map(({ id }) => id))).map(({ id }) => id));
  onDelta(await write.putPeople(people.filter(({ id }) => !known.has(id))));
}

async function importParts(
  { write, contents, onDelta, onChannels }: ImportDeps,
  source: ArchiveSource,
  folder: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Imported> {
  const files = createImportedFiles(contents, folder);
  let sum: Imported = { added: 0, announcements: 0, conversations: 0, archiveOnly: 0, conflicts: 0 };
  for (;;) {
    const part = await source.part();
    refuseAborted(signal);
    if (!part) return sum;
    onProgress((1 + part.share) / 2);
    if (part.kind === 'channel') {
      const { added } = await write.importChannel(part.bytes);
      sum = { ...sum, announcements: sum.announcements + added };
      onChannels();
      continue;
    }
    // Before the messages: who looks at them does not look twice.
    await files.bring(part.contents, signal);
    const outcome = await write.importPart(part.bytes);
    onDelta(outcome.delta);
    sum = {
      ...sum,
      added: sum.added + outcome.added,
      conversations: sum.conversations + Number(part.last),
      archiveOnly: sum.archiveOnly + Number(part.last && outcome.archiveOnly),
      conflicts: sum.conflicts + outcome.conflicts,
    };
  }
}
