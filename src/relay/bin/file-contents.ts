import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FolderBlobStore } from '../blobs/folder-blob-store.ts';
import type { ClusterDeps } from '../create-relay.ts';
import { LeasedTurns, LocalTurns } from '../files/content-turns.ts';
import type { FileContents, FileServiceDeps, SharedFileWork } from '../files/file-service.ts';
import { LocalUploads } from '../files/local-uploads.ts';
import type { RelayStorage } from '../storage/port.ts';
import { systemClock, systemMakeId } from './system.ts';

/** Where the bytes of files lie when it is not the data folder. */
export interface SharedFilesOptions {
  readonly kind: 'folder';
  readonly folder: string;
}

/** One node with contents that are not in its data folder. */
const ALONE: SharedFileWork['leader'] = {
  leads: () => Promise.resolve(true),
  resigns: () => Promise.resolve(),
};

export interface FileContentsDeps {
  readonly dataFolder: string;
  readonly storage: RelayStorage;
  readonly shared: SharedFilesOptions | undefined;
  readonly cluster: ClusterDeps | undefined;
}

/** What the file service is told of where its bytes lie. */
export type FileContentsOfRelay = Pick<FileServiceDeps, 'openContents' | 'openAtStart' | 'shared'>;

export function fileContents({
  dataFolder,
  storage,
  shared,
  cluster,
}: FileContentsDeps): FileContentsOfRelay {
  if (!shared) {
    const uploads = join(dataFolder, 'uploads');
    return {
      openContents: () => openOwn(dataFolder, uploads),
      // There never was a file otherwise.
      openAtStart: existsSync(uploads),
    };
  }
  return {
    openContents: () => openShared(shared, storage),
    // What cannot be used is found before anybody needs it.
    openAtStart: true,
    shared: cluster ? sharedWork(cluster) : { leader: ALONE, turns: new LocalTurns() },
  };
}

async function openOwn(dataFolder: string, uploads: string): Promise<FileContents> {
  return {
    uploads: await LocalUploads.open(uploads),
    blobs: await FolderBlobStore.open(join(dataFolder, 'blobs'), () => systemClock.now()),
  };
}

// Loaded when it is needed: most relays keep their files to themselves.
async function openShared({ folder }: SharedFilesOptions, storage: RelayStorage): Promise<FileContents> {
  const { openSharedFolder } = await import('../blobs/shared-folder.ts');
  const { PieceUploads } = await import('../files/piece-uploads.ts');
  const { blobs, pieces, arrivals } = await openSharedFolder(folder, {
    relayId: await storage.relayId(),
    hasContents: (await storage.figures()).contents > 0,
    now: () => systemClock.now(),
    makeId: systemMakeId,
  });
  return { blobs, uploads: new PieceUploads(pieces, arrivals, systemMakeId) };
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
