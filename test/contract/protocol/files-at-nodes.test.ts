import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openSharedFolder } from '../../../src/relay/blobs/shared-folder.ts';
import { LeasedTurns } from '../../../src/relay/files/content-turns.ts';
import type { FileContents, SharedFileWork } from '../../../src/relay/files/file-service.ts';
import { PieceUploads } from '../../../src/relay/files/piece-uploads.ts';
import { openMemoryNodeStorage } from '../../../src/relay/storage/memory/memory-node-storage.ts';
import { openMemoryRelayStorage } from '../../../src/relay/storage/memory/memory-relay-storage.ts';
import { MemoryTables } from '../../../src/relay/storage/memory/memory-tables.ts';
import type { FileId } from '../../../src/shared/model/ids.ts';
import { FileRelay } from '../../support/file-relay.ts';
import { type Actor, turn } from '../../support/relay-world.ts';
import { seededIds } from '../../support/seeded-random.ts';

// More than a piece, and no multiple of one.
const BYTES = randomBytes(9 * 1024 * 1024 + 17);
const newId = seededIds(6);
const open: FileRelay[] = [];
const ofRelay = new WeakMap<FileRelay, FileContents>();
const folders: string[] = [];

afterEach(async () => {
  for (const relay of open.splice(0)) await relay.stop();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Nodes with one storage and one folder; `change` makes one of them behave in its own way. */
async function nodes(
  count: number,
  change: (contents: FileContents, node: number) => FileContents = (contents) => contents,
): Promise<FileRelay[]> {
  const folder = await mkdtemp(join(tmpdir(), 'yidu-shared-'));
  folders.push(folder);
  const core = new MemoryTables('shared');
  const storage = openMemoryRelayStorage(core);
  const leases = openMemoryNodeStorage(core);
  const relays: FileRelay[] = [];
  for (let node = 0; node < count; node++) {
    const now = (): number => Date.now();
    const { blobs, pieces, arrivals } = await openSharedFolder(folder, {
      relayId: 'shared',
      hasContents: false,
      now,
      makeId: newId,
    });
    const contents = change({ blobs, uploads: new PieceUploads(pieces, arrivals, newId) }, node);
    const id = newId();
    const clock = { now, monotonic: now, schedule: (ms: number, task: () => void) => cancelling(ms, task) };
    const shared: SharedFileWork = {
      leader: {
        leads: (task, forMs) => leases.lease(task, id, now(), forMs),
        resigns: async (task) => {
          await leases.lease(task, id, now(), 0);
        },
      },
      turns: new LeasedTurns({ lease: (...args) => leases.lease(...args), clock, makeId: newId }),
    };
    const relay = await FileRelay.start({ unusedMs: 1_000 }, { storage, folder, contents, shared });
    open.push(relay);
    relays.push(relay);
    ofRelay.set(relay, contents);
  }
  return relays;
}

function contentsOf(relay: FileRelay): FileContents {
  const contents = ofRelay.get(relay);
  if (!contents) throw new Error('no node of these');
  return contents;
}

function cancelling(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

async function begin(relay: FileRelay, actor: Actor, size = BYTES.length): Promise<FileId> {
  const id = relay.newFileId();
  expect((await relay.begin(actor, { id, name: 'film.bin', size })).status).toBe(201);
  return id;
}

/** A message with the file, so that its receiver may fetch it. */
async function say(relay: FileRelay, from: Actor, to: Actor, file: FileId): Promise<void> {
  const { id } = await relay.world.direct(from, to);
  const content = { type: 'file', file, name: 'film.bin', size: 1, mime: 'a/b' } as const;
  const clientId = relay.world.newClientId();
  await from.client.request('message.send', { conversation: id, clientId, content });
}

async function offsetAt(relay: FileRelay, actor: Actor, id: FileId): Promise<number> {
  return Number((await relay.ask('HEAD', `/files/${id}`, actor)).headers['upload-offset']);
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function left({ folder }: FileRelay, below: string): Promise<string[]> {
  const names = await readdir(join(folder, below), { recursive: true });
  return names.filter((name) => name.length > 2);
}

describe('files at several nodes', () => {
  it('[FIL-1] [FIL-4] [FIL-8] go on at another node than they were begun at, and come from each', async () => {
    const [one, two] = (await nodes(2)) as [FileRelay, FileRelay];
    const anna = await one.world.register('anna');
    const bo = await one.world.register('bo');
    const id = await begin(one, anna);
    const cut = 6_000_000;
    expect((await one.append(anna, id, 0, BYTES.subarray(0, cut))).status).toBe(204);
    expect(await offsetAt(two, anna, id)).toBe(cut);
    expect((await two.append(bo, id, cut, BYTES.subarray(cut))).status).toBe(404);
    expect((await two.append(anna, id, cut - 1, BYTES.subarray(cut - 1))).status).toBe(409);
    const rest = await two.append(anna, id, cut, BYTES.subarray(cut));
    expect(rest).toMatchObject({ status: 204, headers: { 'upload-offset': String(BYTES.length) } });
    await say(one, anna, bo, id);
    for (const relay of [one, two]) {
      expect(hashOf((await relay.fetch(bo, id)).body)).toBe(hashOf(BYTES));
      const part = await relay.fetch(bo, id, { range: 'bytes=4194300-4194310' });
      expect([part.status, part.body]).toEqual([206, BYTES.subarray(4_194_300, 4_194_311)]);
    }
    expect(await left(one, 'pieces')).toEqual([]);
    expect(await left(one, 'arrivals')).toEqual([]);
    expect(await left(one, 'blobs')).toHaveLength(1);
  });

  it('[FIL-5] are whole when two nodes take the same bytes at once', async () => {
    const [one, two] = (await nodes(2)) as [FileRelay, FileRelay];
    const anna = await one.world.register('anna');
    const bo = await one.world.register('bo');
    const id = await begin(one, anna);
    await one.append(anna, id, 0, BYTES.subarray(0, 1_000));
    const answers = await Promise.all([
      one.append(anna, id, 1_000, BYTES.subarray(1_000)),
      two.append(anna, id, 1_000, BYTES.subarray(1_000)),
    ]);
    // Who comes second may find that the other one is not done with it yet.
    expect(answers.map(({ status }) => status).filter((status) => ![204, 409, 503].includes(status))).toEqual(
      [],
    );
    expect(await offsetAt(two, anna, id)).toBe(BYTES.length);
    await say(one, anna, bo, id);
    expect(hashOf((await two.fetch(bo, id)).body)).toBe(hashOf(BYTES));
  });

  it('[FIL-5] are fetched at one node when another one died before it had brought them to their place', async () => {
    const dead = (contents: FileContents): FileContents => ({
      ...contents,
      blobs: Object.assign(Object.create(contents.blobs) as FileContents['blobs'], {
        adopt: () => new Promise<void>(() => undefined),
      }),
    });
    const [one, two] = (await nodes(2, (contents, node) => (node === 0 ? dead(contents) : contents))) as [
      FileRelay,
      FileRelay,
    ];
    const anna = await two.world.register('anna');
    const bo = await two.world.register('bo');
    const id = await begin(one, anna);
    void one.append(anna, id, 0, BYTES).catch(() => undefined);
    await expect.poll(() => two.world.storage.file(id).then((file) => file?.complete ?? null)).not.toBeNull();
    await say(two, anna, bo, id);
    expect(hashOf((await two.fetch(bo, id)).body)).toBe(hashOf(BYTES));
    expect(await left(two, 'pieces')).toEqual([]);
    open.splice(open.indexOf(one), 1);
    await one.relay.stop();
  });

  it('[FIL-10] are there after they came again at one node while another one removed them', async () => {
    const [one, two] = (await nodes(2)) as [FileRelay, FileRelay];
    const anna = await one.world.register('anna');
    const bytes = BYTES.subarray(0, 999);
    await one.upload(anna, bytes);
    expect(await left(one, 'blobs')).toHaveLength(1);
    const [ones, twos] = [contentsOf(one).blobs, contentsOf(two).blobs];
    const order: string[] = [];
    let coming: Promise<FileId> | undefined;
    const remove = ones.remove.bind(ones);
    // It has asked, and removes when the same bytes have come and their row says so.
    ones.remove = async (hashes) => {
      coming ??= two.upload(anna, bytes);
      await expect.poll(() => two.world.storage.knownHashes(hashes)).toEqual(hashes);
      await turn();
      order.push('removed');
      await remove(hashes);
    };
    const adopt = twos.adopt.bind(twos);
    twos.adopt = (path, hash) => {
      order.push('adopted');
      return adopt(path, hash);
    };
    await expect
      .poll(
        () => {
          one.clock.advance(300_000);
          return coming !== undefined;
        },
        { interval: 5, timeout: 10_000 },
      )
      .toBe(true);
    const id = await (coming ?? Promise.reject(new Error('nothing was removed')));
    const hash = (await two.world.storage.file(id))?.complete?.hash ?? '';
    expect(order).toEqual(['removed', 'adopted']);
    expect(await twos.size(hash)).toBe(bytes.length);
  });

  it('[FIL-10] are tidied up by one node at a time, and by another one when it is gone', async () => {
    const [one, two] = (await nodes(2)) as [FileRelay, FileRelay];
    const anna = await one.world.register('anna');
    await one.upload(anna, BYTES.subarray(0, 99));
    const round = async (relay: FileRelay): Promise<number> => {
      relay.clock.advance(300_000);
      return (await left(relay, 'blobs')).length;
    };
    await expect.poll(() => round(one), { interval: 5, timeout: 10_000 }).toBe(0);
    await two.upload(anna, BYTES.subarray(0, 99));
    for (let n = 0; n < 100; n++) await round(two);
    expect(await round(two)).toBe(1);
    open.splice(open.indexOf(one), 1);
    await one.relay.stop();
    await one.files.close();
    await expect.poll(() => round(two), { interval: 5, timeout: 10_000 }).toBe(0);
  });
});
