import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../shared/logger.ts';
import { FolderBlobStore } from '../blobs/folder-blob-store.ts';
import type { S3Options } from '../blobs/s3-bucket.ts';
import type { ClusterDeps } from '../create-relay.ts';
import { LeasedTurns, LocalTurns } from '../files/content-turns.ts';
import type { FileContents, FileServiceDeps, SharedFileWork } from '../files/file-service.ts';
import { LocalUploads } from '../files/local-uploads.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { RelayStorage } from '../storage/port.ts';
import { systemClock, systemMakeId } from './system.ts';

/** Where the bytes of files lie when it is not the data folder. */
export type SharedFilesOptions =
  | { readonly kind: 'folder'; readonly folder: string }
  | ({ readonly kind: 's3' } & Omit<S3Options, 'onFailure'>);

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
  readonly counters: Pick<FileCounters, 'storeFailures'>;
  readonly logger: Logger;
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
    openContents: () => openShared(shared, deps),
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

// Loaded when they are needed: most relays keep their files to themselves.

async function openShared(
  shared: SharedFilesOptions,
  { dataFolder, storage, counters, logger }: FileContentsDeps,
): Promise<FileContents> {
  const { PieceUploads } = await import('../files/piece-uploads.ts');
  const relay = {
    relayId: await storage.relayId(),
    hasContents: (await storage.figures()).contents > 0,
    now: () => systemClock.now(),
  };
  if (shared.kind === 'folder') {
    const { openSharedFolder } = await import('../blobs/shared-folder.ts');
    const opened = await openSharedFolder(shared.folder, { ...relay, makeId: systemMakeId });
    const { blobs, pieces, arrivals } = opened;
    return { blobs, uploads: new PieceUploads(pieces, arrivals, systemMakeId) };
  }
  const { openSharedBucket } = await import('../blobs/shared-bucket.ts');
  const { blobs, pieces, close } = await openSharedBucket(shared, {
    ...relay,
    onFailure: (failure) => {
      counters.storeFailures.add(failure.operation);
      logger.warn({ ...failure }, 'the store of files failed');
    },
    logger,
  });
  // Files are put together here on their way to the bucket; those of a relay that was killed are nobody's.
  const arrivals = join(dataFolder, 'arrivals');
  await rm(arrivals, { recursive: true, force: true });
  return { blobs, uploads: new PieceUploads(pieces, arrivals, systemMakeId), close };
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
