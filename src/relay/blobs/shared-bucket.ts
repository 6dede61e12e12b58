import { createHash } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { S3BlobStore } from './s3-blob-store.ts';
import { S3Bucket, type S3Options } from './s3-bucket.ts';
import type { S3Failure } from './s3-errors.ts';
import { S3PieceStore } from './s3-piece-store.ts';

/** A bucket that all nodes of a relay have. */
export interface SharedBucket {
  readonly blobs: S3BlobStore;
  readonly pieces: S3PieceStore;
  readonly close: () => void;
}

export interface SharedBucketDeps {
  readonly relayId: string;
  /** Whether the relay has complete files. */
  readonly hasContents: boolean;
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  readonly onFailure: (failure: S3Failure) => void;
  readonly logger: Logger;
}

/** Whose bucket it is. */
const MARK = 'relay-id';
const MAX_MARK_BYTES = 200;
/** For so long a relay waits with its start for the store. ms. */
const START_MS = 10_000;

/**
 * Finds out whether the bucket is this relay's, and makes it so when it is nobody's. Throws `folder_failed`, which names the setting,
 * when it is another relay's, or has nothing of a relay that has files. A store that does not answer, or refuses, is logged and asked
 * again before anything is changed in it: messages need no files, and a relay should come up without them.
 */
export async function openSharedBucket(
  options: Omit<S3Options, 'onFailure'>,
  deps: SharedBucketDeps,
): Promise<SharedBucket> {
  const { clock, onFailure, logger } = deps;
  const bucket = new S3Bucket({ ...options, onFailure });
  let claimed: Promise<void> | undefined;
  const claimOnce = (): Promise<void> =>
    (claimed ??= claim(bucket, deps).catch((error: unknown) => {
      claimed = undefined;
      throw error;
    }));
  const close = (): void => bucket.close();
  try {
    await within(clock, claimOnce());
  } catch (error) {
    if (error instanceof AppError && error.code === 'folder_failed') {
      close();
      throw error;
    }
    logger.error({ err: error }, 'no files before their store answers');
  }
  return {
    blobs: new S3BlobStore(bucket, claimOnce, () => clock.now()),
    pieces: new S3PieceStore(bucket),
    close,
  };
}

/** Rejects with `busy` when it takes longer; the asking goes on. */
async function within(clock: Pick<Clock, 'schedule'>, asked: Promise<void>): Promise<void> {
  let cancel = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = clock.schedule(START_MS, () =>
      reject(new AppError('busy', 'the store of files does not answer')),
    );
  });
  try {
    await Promise.race([asked, late]);
  } finally {
    cancel();
  }
}

async function claim(bucket: S3Bucket, { relayId, hasContents }: SharedBucketDeps): Promise<void> {
  if ((await bucket.size(MARK)) === undefined) {
    const { entries } = await bucket.list('blobs/', { limit: 1 });
    if (hasContents && entries.length === 0) {
      const advice = 'were the contents of blobs/ copied into it?';
      throw new AppError('folder_failed', `files-s3-bucket: it has none of the relay's files: ${advice}`);
    }
    const bytes = Buffer.from(relayId);
    await bucket.put(MARK, bytes, createHash('sha256').update(bytes).digest('hex'));
  }
  const range = { start: 0, end: MAX_MARK_BYTES - 1 };
  const found = Buffer.concat(await bucket.read(MARK, range).toArray()).toString();
  if (found !== relayId) throw new AppError('folder_failed', 'files-s3-bucket: it belongs to another relay');
}
