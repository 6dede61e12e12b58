import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { RelayFiles } from '../../../../src/main/media/relay-files.ts';
import { markOf } from '../../../../src/main/media/source-file.ts';
import { createUploadQueue, type UploadQueue } from '../../../../src/main/media/upload-queue.ts';
import type { PendingUpload, Store } from '../../../../src/main/store/port.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { ClientId, FileId } from '../../../../src/shared/model/ids.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { seededIds } from '../../../support/seeded-random.ts';
import { settle } from '../sync/engine-fixture.ts';
import { reached } from './media-fixture.ts';

const makeId = seededIds(3);
let pending: PendingUpload[];
/** What the relay was asked, in order, and which uploads were stopped. */
let log: string[];
/** Answers of the store are on their way until it resolves. */
let reading: Promise<void>;
/** What the network says of the next uploads, one each. */
let refusals: AppError[];
let clock: ManualClock;
let queue: UploadQueue;
let waiting: (name: string) => PendingUpload;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yidu-upload-queue-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'source');
  await writeFile(path, 'bytes');
  const mark = await markOf(path);
  waiting = (name) => ({
    ...{ file: FileId.parse(makeId()), message: ClientId.parse(makeId()) },
    ...{ path, name, type: 'a/b', copied: false, ...mark },
  });
  pending = [];
  log = [];
  refusals = [];
  clock = new ManualClock();
  reading = Promise.resolve();
  const files: Partial<RelayFiles> = {
    // None of them gets anywhere.
    offset: ({ name }, signal) => {
      log.push(`upload ${name}`);
      const refusal = refusals.shift();
      if (refusal) return Promise.reject(refusal);
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          log.push(`stop ${name}`);
          reject(new AppError('cancelled'));
        });
      });
    },
    drop: () => Promise.resolve(void log.push('drop')),
  };
  const store = {
    read: {
      async uploads() {
        const read = [...pending];
        await reading;
        return read;
      },
    },
    write: {
      failSend(message: ClientId) {
        log.push('fail');
        pending = pending.filter((one) => one.message !== message);
        return Promise.resolve();
      },
    },
  };
  queue = createUploadQueue({
    // The queue asks no more of them here.
    ...{ store: store as unknown as Store, files: files as RelayFiles },
    clock,
    random: () => 0,
    logger: SILENT_LOGGER,
    backoff: () => 500,
    onDelta: () => undefined,
    onMove: () => undefined,
    onDone: () => undefined,
    keep: () => Promise.resolve(),
    onRejected: () => undefined,
  });
  onTestFinished(() => queue.detach());
});

/** Another one has begun, so whatever was to begin before it has. */
async function passed(): Promise<void> {
  pending.push(waiting('next'));
  queue.kick();
  await reached(() => log.includes('upload next'));
  await settle();
}

it('does not begin again what was stopped for its message to be deleted', async () => {
  const upload = waiting('a');
  pending = [upload];
  queue.attach();
  await reached(() => log.length === 1);
  const deleting = Promise.withResolvers<undefined>();
  const deleted = queue.withhold(upload.message, async () => {
    await deleting.promise;
    pending = pending.filter((one) => one !== upload);
  });
  await reached(() => log.length === 2);
  await passed();
  deleting.resolve(undefined);
  await deleted;
  await settle();
  expect(log).toEqual(['upload a', 'stop a', 'upload next']);
});

it('does not believe a list of uploads that a deletion has overtaken', async () => {
  const upload = waiting('a');
  pending = [upload];
  const answer = Promise.withResolvers<undefined>();
  reading = answer.promise;
  queue.attach();
  await queue.withhold(upload.message, () => {
    pending = [];
    return Promise.resolve();
  });
  answer.resolve(undefined);
  await passed();
  expect(log).toEqual(['upload next']);
});

it('goes on with what could not be deleted', async () => {
  const upload = waiting('a');
  pending = [upload];
  queue.attach();
  await reached(() => log.length === 1);
  const refused = queue.withhold(upload.message, () => Promise.reject(new AppError('not_found')));
  await expect(refused).rejects.toMatchObject({ code: 'not_found' });
  await reached(() => log.length === 3);
  expect(log).toEqual(['upload a', 'stop a', 'upload a']);
});

it('stops what is given up before it tells the relay', async () => {
  const upload = waiting('a');
  pending = [upload];
  queue.attach();
  await reached(() => log.length === 1);
  pending = [];
  queue.drop([upload.file]);
  await reached(() => log.includes('drop'));
  expect(log).toEqual(['upload a', 'stop a', 'drop']);
});

it.each([
  ['proxy_refused', 'upload a'],
  ['unreachable', 'upload a'],
  ['busy', 'fail'],
] as const)(
  '%s for ever so long: the link may fail as often as it does, the relay may not',
  async (code, last) => {
    pending = [waiting('a')];
    refusals = Array.from({ length: 20 }, () => new AppError(code));
    queue.attach();
    await reached(() => {
      if (clock.waiting > 0) clock.advance(500);
      return refusals.length === 0 || log.includes('fail');
    });
    await settle();
    expect(log.at(-1)).toBe(last);
  },
);
