import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { S3BlobStore } from '../../../src/relay/blobs/s3-blob-store.ts';
import { S3Bucket, type S3Options } from '../../../src/relay/blobs/s3-bucket.ts';
import { S3PieceStore } from '../../../src/relay/blobs/s3-piece-store.ts';
import { openSharedBucket } from '../../../src/relay/blobs/shared-bucket.ts';
import { SILENT_LOGGER } from '../../../src/shared/logger.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { SWIFT_MISSING, SwiftServer } from '../../support/swift.ts';
import { TLS_CERTIFICATE } from '../../support/tls-certificate.ts';
import { describePieceStore } from '../piece-store/suite.ts';
import { describeBlobStore } from './suite.ts';

// The store is one process of its own, which has to start and shares the machine with all other tests.
const LIMIT_MS = 60_000;
vi.setConfig({ testTimeout: LIMIT_MS });
const MB = 1024 * 1024;
const opened: { readonly close: () => void }[] = [];
let swift: SwiftServer;
let buckets = 0;

const newBucket = (): Promise<S3Options> => swift.bucket(`bucket-${String(++buckets)}`);

function open(options: S3Options): S3Bucket {
  const bucket = new S3Bucket(options);
  opened.push(bucket);
  return bucket;
}

const claimed = (): Promise<void> => Promise.resolve();
const sha256 = (bytes: Uint8Array, as: 'hex' | 'base64url' = 'hex'): string =>
  createHash('sha256').update(bytes).digest(as);

// `.ci/run` installs OpenStack Swift, so this is not skipped there.
describe.skipIf(SWIFT_MISSING !== undefined)(
  `S3${SWIFT_MISSING === undefined ? '' : `: not tested, ${SWIFT_MISSING}`}`,
  () => {
    beforeAll(async () => {
      swift = await SwiftServer.start();
    }, LIMIT_MS);
    afterEach(() => {
      for (const bucket of opened.splice(0)) bucket.close();
    });
    afterAll(() => swift.close());

    describeBlobStore('S3', 'no such content', async () => {
      const bucket = open(await newBucket());
      return new S3BlobStore(bucket, claimed, () => Date.now() + 5_000);
    });
    describePieceStore('S3', async () => new S3PieceStore(open(await newBucket())));

    describe('blob store: S3', () => {
      let folder: string;
      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'yidu-s3-'));
      });
      afterAll(() => rm(folder, { recursive: true }));

      it('takes a large content in parts, gives any range of it, and leaves no parts', async () => {
        const bucket = open(await newBucket());
        const blobs = new S3BlobStore(bucket, claimed, () => Date.now());
        const bytes = randomBytes(19 * MB + 5);
        const path = join(folder, 'large');
        await writeFile(path, bytes);
        const hash = sha256(bytes, 'base64url');
        await blobs.adopt(path, hash);
        expect(await blobs.size(hash)).toBe(bytes.length);
        const read = async (range?: { start: number; end: number }) =>
          Buffer.concat(await blobs.read(hash, range).toArray());
        expect(sha256(await read())).toBe(sha256(bytes));
        // Over the border of two parts.
        expect(await read({ start: 8 * MB - 3, end: 8 * MB + 3 })).toEqual(
          bytes.subarray(8 * MB - 3, 8 * MB + 4),
        );
        expect(await bucket.openParts('')).toEqual([]);
      });

      it('refuses a content that is not what was looked at, whole or in parts, and keeps nothing of it', async () => {
        const bucket = open(await newBucket());
        const blobs = new S3BlobStore(bucket, claimed, () => Date.now());
        for (const size of [10, 17 * MB]) {
          const path = join(folder, 'changed');
          await writeFile(path, randomBytes(size));
          const hash = sha256(randomBytes(10), 'base64url');
          await expect(blobs.adopt(path, hash)).rejects.toMatchObject({ code: 'internal' });
          expect(await blobs.size(hash)).toBeUndefined();
        }
        expect(await bucket.openParts('')).toEqual([]);
        // And the store itself refuses what became something else on its way.
        await expect(bucket.put('x', Buffer.from('abc'), sha256(Buffer.from('abd')))).rejects.toMatchObject({
          code: 'busy',
        });
        expect(await bucket.size('x')).toBeUndefined();
      });

      it('forgets a day later what was cut off in the middle of its parts', async () => {
        const bucket = open(await newBucket());
        const id = await bucket.beginParts('blobs/00/cut');
        const part = Buffer.from('part');
        await bucket.putPart('blobs/00/cut', id, 1, part, sha256(part));
        await new S3BlobStore(bucket, claimed, () => Date.now()).tidy();
        expect(await bucket.openParts('blobs/')).toHaveLength(1);
        await new S3BlobStore(bucket, claimed, () => Date.now() + 90_000_000).tidy();
        expect(await bucket.openParts('blobs/')).toEqual([]);
      });

      it('tells what it may of a failure: busy, an operation and a status, but neither key nor secret', async () => {
        const failures: unknown[] = [];
        const options = { ...(await newBucket()), onFailure: (failure: object) => failures.push(failure) };
        const bucket = open({ ...options, secret: 'wrong-secret' });
        const refused = await bucket.list('').catch((error: unknown) => error);
        expect(refused).toMatchObject({ code: 'busy', retryAfterMs: 5_000 });
        expect(refused).not.toHaveProperty('cause');
        expect(failures).toEqual([{ operation: 'list', name: 'SignatureDoesNotMatch', status: 403 }]);
        const nobody = open({ ...options, endpoint: 'http://127.0.0.1:1' });
        await expect(nobody.size('x')).rejects.toMatchObject({ code: 'busy' });
        expect(failures[1]).toEqual({ operation: 'head', name: 'ECONNREFUSED', status: undefined });
        expect(JSON.stringify([failures, String(refused)])).not.toMatch(/wrong-secret|test:tester|127\.0/);
        await expect(open({ ...options, bucket: 'nowhere' }).list('')).rejects.toMatchObject({
          code: 'busy',
        });
      });

      it('speaks over TLS with a store whose authority it was given, and with no other', async () => {
        const options = await newBucket();
        const to = new URL(options.endpoint).port;
        const server = createTlsServer(TLS_CERTIFICATE, (socket) => {
          const store = connect(Number(to), '127.0.0.1');
          socket.pipe(store).pipe(socket);
          socket.on('error', () => store.destroy());
          store.on('error', () => socket.destroy());
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const { port } = server.address() as AddressInfo;
        const endpoint = `https://127.0.0.1:${String(port)}`;
        try {
          const bytes = randomBytes(1_000);
          const bucket = open({ ...options, endpoint, ca: TLS_CERTIFICATE.cert });
          await bucket.put('x', bytes, sha256(bytes));
          expect(Buffer.concat(await bucket.read('x').toArray())).toEqual(bytes);
          // What is signed is the hash here too, and not only that there is something.
          await expect(bucket.put('y', bytes, sha256(Buffer.from('other')))).rejects.toMatchObject({
            code: 'busy',
          });
          await expect(open({ ...options, endpoint }).size('x')).rejects.toMatchObject({
            code: 'busy',
            message: 'the store of files does not answer (DEPTH_ZERO_SELF_SIGNED_CERT)',
          });
          bucket.close();
        } finally {
          server.close();
        }
      });

      it('breaks off what is on its way when it is closed, and when a reader goes away', async () => {
        const bucket = open(await newBucket());
        const bytes = randomBytes(MB);
        await bucket.put('x', bytes, sha256(bytes));
        const stream = bucket.read('x');
        stream.destroy();
        swift.pause();
        try {
          const asked = bucket.size('x');
          const read = bucket.read('x').toArray();
          bucket.close();
          await expect(asked).rejects.toMatchObject({ code: 'shutting_down' });
          await expect(read).rejects.toMatchObject({ code: 'shutting_down' });
        } finally {
          swift.resume();
        }
        await expect(bucket.size('x')).rejects.toMatchObject({ code: 'shutting_down' });
      });

      it('is one relay’s, and nothing is changed in it before that is certain', async () => {
        const options = await newBucket();
        const clock = new ManualClock();
        const deps = { clock, onFailure: () => undefined, logger: SILENT_LOGGER };
        const shared = async (relayId: string, more: object = {}, hasContents = false) => {
          const bucket = await openSharedBucket({ ...options, ...more }, { relayId, hasContents, ...deps });
          opened.push(bucket);
          return bucket;
        };
        await expect(shared('one', {}, true)).rejects.toMatchObject({ code: 'folder_failed' });
        await shared('one');
        await expect(shared('two')).rejects.toMatchObject({
          code: 'folder_failed',
          message: 'files-s3-bucket: it belongs to another relay',
        });
        const away = await shared('one', { endpoint: 'http://127.0.0.1:1' });
        await expect(away.blobs.remove(['A'.repeat(43)])).rejects.toMatchObject({ code: 'busy' });
        await (await shared('one')).blobs.remove(['A'.repeat(43)]);
        // Nor does a relay wait with its start for a store that says nothing.
        swift.pause();
        try {
          const silent = shared('one');
          await expect.poll(() => clock.waiting).toBe(1);
          clock.advance(10_000);
          expect((await silent).blobs).toBeDefined();
        } finally {
          swift.resume();
        }
      });
    });
  },
);
