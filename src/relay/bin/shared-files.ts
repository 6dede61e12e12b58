import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ARRIVALS } from '../backup/backup-keeper.ts';
import type { S3Options } from '../blobs/s3-bucket.ts';
import type { FileContents } from '../files/file-service.ts';
import type { SharedFiles, SharedFilesDeps } from './file-contents.ts';
import { systemClock, systemMakeId } from './system.ts';

/** Where the bytes of files lie when it is not the data folder. */
export type SharedFilesOptions =
  | { readonly kind: 'folder'; readonly folder: string }
  | ({ readonly kind: 's3' } & Omit<S3Options, 'onFailure'>);

/** A folder or a bucket that all nodes of a relay have. */
export function sharedFiles(options: SharedFilesOptions): SharedFiles {
  return { place: (dataFolder) => placeOf(options, dataFolder), open: (deps) => open(options, deps) };
}

// Clients of such stores are loaded when they are needed: most relays keep their files to themselves.

async function open(
  shared: SharedFilesOptions,
  { dataFolder, storage, counters, logger }: SharedFilesDeps,
): Promise<FileContents> {
  const { PieceUploads } = await import('../files/piece-uploads.ts');
  const relay = {
    relayId: await storage.relayId(),
    hasContents: (await storage.figures()).contents > 0,
  };
  if (shared.kind === 'folder') {
    const { openSharedFolder } = await import('../blobs/shared-folder.ts');
    const opened = await openSharedFolder(shared.folder, {
      ...relay,
      now: () => systemClock.now(),
      makeId: systemMakeId,
    });
    const { blobs, pieces, arrivals } = opened;
    return { blobs, uploads: new PieceUploads(pieces, arrivals, systemMakeId) };
  }
  const { openSharedBucket } = await import('../blobs/shared-bucket.ts');
  const { blobs, pieces, close } = await openSharedBucket(shared, {
    ...relay,
    clock: systemClock,
    onFailure: (failure) => {
      counters.storeFailures.add(failure.operation);
      logger.warn({ ...failure }, 'the store of files failed');
    },
    logger,
  });
  // Files are put together here on their way to the bucket; those of a relay that was killed are nobody's.
  const arrivals = join(dataFolder, ARRIVALS);
  await rm(arrivals, { recursive: true, force: true });
  return { blobs, uploads: new PieceUploads(pieces, arrivals, systemMakeId), close };
}

function placeOf(options: SharedFilesOptions, dataFolder: string): string | undefined {
  if (options.kind === 's3') return new URL(options.bucket, options.endpoint).href;
  const folder = resolve(options.folder);
  return `${folder}/`.startsWith(`${resolve(dataFolder)}/`) ? undefined : folder;
}
