import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exportArchive, type ExportChoice } from '../../../../src/main/archive/export-archive.ts';
import { importArchive, type Imported } from '../../../../src/main/archive/import-archive.ts';
import type { ContentKeeper } from '../../../../src/main/archive/imported-files.ts';
import type { StoreSnapshot } from '../../../../src/main/store/archive-port.ts';
import { openSnapshotInThread } from '../../../../src/main/store/open-snapshot.ts';
import { type OpenedStore, openStoreInThread } from '../../../../src/main/store/open-store.ts';
import type { FileId, UserId } from '../../../../src/shared/model/ids.ts';
import { ANNA, BO, ME, realClock, temporaryFolder } from '../../../contract/client-store/fixture.ts';

export const PEOPLE = [
  { id: ME, name: 'me', displayName: 'Me' },
  { id: ANNA, name: 'anna', displayName: 'Anna 安娜' },
  { id: BO, name: 'bo', displayName: '<b>Bo</b>' },
];

/** A store on disk and the archives that are made of it. */
export interface Place {
  readonly store: OpenedStore;
  readonly file: string;
  readonly folder: string;
  /** `through`: the store is read by way of it. */
  exportTo(
    name: string,
    choice?: Partial<ExportChoice>,
    signal?: AbortSignal,
    through?: (snapshot: StoreSnapshot) => StoreSnapshot,
  ): Promise<string>;
  /** `into`: the same store, perhaps with another behaviour. */
  importFrom(folder: string, signal?: AbortSignal, into?: OpenedStore): Promise<Imported>;
}

export function openPlace(
  options: {
    readonly me?: UserId;
    readonly findFile?: (file: FileId) => string | undefined;
    readonly contents?: ContentKeeper;
  } = {},
): Place {
  const { me = ME, findFile = () => undefined, contents } = options;
  const folder = temporaryFolder();
  const file = join(folder, 'store.db');
  const store = openStoreInThread({ file, me, clock: realClock });
  return {
    store,
    file,
    folder,
    async exportTo(name, choice = {}, signal = new AbortController().signal, through = (same) => same) {
      const exported = await exportArchive(
        {
          openSnapshot: () => Promise.resolve(through(openSnapshotInThread(file))),
          me: { id: me, name: 'me', displayName: 'Me' },
          relay: 'wss://relay.test',
          client: '1.0.0',
          clock: { now: () => 1_790_000_000_000, monotonic: () => performance.now() },
          findFile,
        },
        join(folder, name),
        { conversations: null, files: false, language: 'en', ...choice },
        signal,
        () => undefined,
      );
      return exported.folder;
    },
    importFrom: (from, signal = new AbortController().signal, { read, write } = store) =>
      importArchive(
        { read, write, me, contents, clock: realClock, onDelta: () => undefined },
        from,
        signal,
        () => undefined,
      ),
  };
}

/** Every file of a folder with its content, by its path in there. */
export function contentsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}
