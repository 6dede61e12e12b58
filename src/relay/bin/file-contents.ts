import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../../shared/logger.ts';
import { FolderBlobStore } from '../blobs/folder-blob-store.ts';
import type { Leader } from '../cluster/leader.ts';
import { LeasedTurns, LocalTurns } from '../files/content-turns.ts';
import type { FileContents, FileServiceDeps, SharedFileWork } from '../files/file-service.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { ClusterDeps } from '../relay-deps.ts';
import { systemClock, systemMakeId } from './system.ts';

/** What contents that are not in the data folder are opened with. */
export interface SharedFilesDeps {
  readonly dataFolder: string;
  readonly storage: RelayStorage;
  readonly counters: Pick<FileCounters, 'storeFailures'>;
  readonly logger: Logger;
}

/** Contents that are not in the data folder. Only the standalone relay can have them: no client carries what they need. */
export interface SharedFiles {
  /** Where they lie, for people; `undefined`: in this data folder after all. */
  place(dataFolder: string): string | undefined;
  open(deps: SharedFilesDeps): Promise<FileContents>;
}

/** One node with contents that are not in its data folder. */
const ALONE: Leader = {
  leads: () => Promise.resolve(true),
  resigns: () => Promise.resolve(),
};

export interface FileContentsDeps extends SharedFilesDeps {
  readonly shared: SharedFiles | undefined;
  readonly cluster: ClusterDeps | undefined;
}

/** What the file service is told of where its bytes lie. */
export type FileContentsOfRelay = Pick<FileServiceDeps, 'openContents' | 'openAtStart' | 'shared'>;

export function fileContents(deps: FileContentsDeps): FileContentsOfRelay {
  const { dataFolder, shared, cluster } = deps;
  if (!shared) {
    const uploads = join(dataFolder, 'uploads');
    return {
      openContents: () => openOwn(dataFolder, uploads),
      // There never was a file otherwise.
      openAtStart: existsSync(uploads),
    };
  }
  return {
    openContents: () => shared.open(deps),
    // What cannot be used is found before anybody needs it.
    openAtStart: true,
    shared: cluster ? sharedWork(cluster) : { leader: ALONE, turns: new LocalTurns() },
  };
}

async function openOwn(dataFolder: string, uploads: string): Promise<FileContents> {
  // With the library that writes them: a relay that no file has come to does without its memory.
  const { LocalUploads } = await import('../files/local-uploads.ts');
  return {
    uploads: await LocalUploads.open(uploads),
    blobs: await FolderBlobStore.open(join(dataFolder, 'blobs'), () => systemClock.now()),
  };
}

function sharedWork({ storage }: ClusterDeps): SharedFileWork {
  const node = systemMakeId();
  return {
    leader: {
      leads: (task, forMs) => storage.lease(task, node, systemClock.now(), forMs),
      resigns: async (task) => {
        await storage.lease(task, node, systemClock.now(), 0);
      },
    },
    turns: new LeasedTurns({
      lease: (name, holder, at, forMs) => storage.lease(name, holder, at, forMs),
      clock: systemClock,
      makeId: systemMakeId,
    }),
  };
}
