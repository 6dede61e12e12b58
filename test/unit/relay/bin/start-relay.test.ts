import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesElsewhere } from '../../../../src/relay/backup/files-elsewhere.ts';
import { sharedFiles } from '../../../../src/relay/bin/shared-files.ts';
import type { RunningRelay, StartOptions } from '../../../../src/relay/bin/start-options.ts';
import { startRelay } from '../../../../src/relay/bin/start-relay.ts';
import { createMetricsPage } from '../../../../src/relay/metrics/prometheus.ts';
import { openSqliteRelayStorageInThread } from '../../../../src/relay/storage/sqlite/sqlite-storage-in-thread.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import type { RelayWorkerData, RelayWorkerMessage } from '../../../../src/shared/relay-host.ts';
import { ProtocolClient } from '../../../support/protocol-client.ts';
import { seededIds } from '../../../support/seeded-random.ts';
import { workerScript } from '../../../support/worker-scripts.ts';

const storageWorkerPath = workerScript('relay-storage');
const makeId = seededIds(3);

let dataFolder: string;
const running: RunningRelay[] = [];

async function start(options: Partial<StartOptions> = {}): Promise<RunningRelay> {
  const relay = await startRelay({
    dataFolder,
    storageWorkerPath,
    name: 'Office',
    host: '127.0.0.1',
    port: 0,
    registration: 'open',
    allowedOrigins: [],
    logger: SILENT_LOGGER,
    onFailure: (error) => {
      throw error;
    },
    ...options,
  });
  running.push(relay);
  return relay;
}

beforeEach(() => {
  dataFolder = join(mkdtempSync(join(tmpdir(), 'yidu-relay-')), 'data');
});

afterEach(async () => {
  for (const relay of running.splice(0)) await relay.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

describe('start relay', () => {
  it('[FRM-5] [SES-4] keeps accounts, devices, messages and reads over a restart', async () => {
    const first = await start();
    const anna = await ProtocolClient.connect(first.url);
    const { token } = await anna.register('anna');
    const bo = await ProtocolClient.connect(first.url);
    const { user, token: boToken } = await bo.register('bo');
    const { conversation } = await anna.request('conversation.create', { kind: 'direct', peer: user.id });
    const content = { type: 'text', text: '重启以后还在' } as const;
    const sends = Array.from({ length: 50 }, () =>
      anna.request('message.send', { conversation: conversation.id, clientId: makeId(), content }),
    );
    expect((await Promise.all(sends)).map(({ seq }) => seq)).toEqual(sends.map((_, index) => index + 2));
    const read: [number, number][] = [[2, 40]];
    await bo.request('receipt.report', { conversations: [{ conversation: conversation.id, read }] });
    await first.close();
    expect(await anna.closed).toMatchObject({ code: 1001 });

    const second = await start();
    const back = await ProtocolClient.connect(second.url);
    await back.resume(token);
    const messages = [{ conversation: conversation.id, seqs: [40, 41] }];
    const { receipts } = await back.request('receipt.counts', { messages });
    expect(receipts[0]?.counts.map(({ unread }) => unread)).toEqual([0, 1]);
    const boBack = await ProtocolClient.connect(second.url);
    await boBack.resume(boToken);
    const { conversations } = await boBack.request('sync.pull', { position: 0, limit: 10 });
    expect(conversations[0]).toMatchObject({ headSeq: 51, unread: 11 });
  });

  it('says clearly that the port is taken, and leaves nothing open', async () => {
    const first = await start();
    const port = Number(new URL(first.url).port);
    const other = join(dataFolder, 'other');
    await expect(start({ port, dataFolder: other })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`);
    await start({ dataFolder: other });
  });

  it('says clearly that the folder of files cannot be used, and leaves nothing open', async () => {
    const folder = join(dataFolder, 'relay.db');
    await expect(start({ sharedFiles: sharedFiles({ kind: 'folder', folder }) })).rejects.toMatchObject({
      code: 'folder_failed',
      message: `files-folder: ${folder} cannot be used (ENOTDIR)`,
    });
    await start();
  });

  it('notes for backups where the contents of files lie, when that is not the data folder', async () => {
    const elsewhere = join(dataFolder, '../files');
    for (const [folder, noted] of [
      [elsewhere, elsewhere],
      [join(dataFolder, 'inside'), undefined],
    ] as const) {
      const relay = await start({ sharedFiles: sharedFiles({ kind: 'folder', folder }) });
      expect(await filesElsewhere(dataFolder)).toBe(noted);
      await relay.close();
    }
  });

  it('serves /metrics to who asks on this machine, and with a token to whoever has it, only', async () => {
    const url = (relay: RunningRelay): string => `http://127.0.0.1:${new URL(relay.url).port}/metrics`;
    const status = async (relay: RunningRelay, headers: Record<string, string> = {}): Promise<number> =>
      (await fetch(url(relay), { headers })).status;
    const none = await start();
    expect(await status(none)).toBe(404);
    await none.close();

    const local = await start({
      metrics: { token: undefined, loadPage: () => Promise.resolve(createMetricsPage) },
    });
    const anna = await ProtocolClient.connect(local.url);
    await anna.register('anna');
    const { conversation } = await anna.request('conversation.create', {
      kind: 'group',
      clientId: makeId(),
      title: 'Group',
      users: [],
    });
    const content = { type: 'text', text: '计数' } as const;
    await anna.request('message.send', { conversation: conversation.id, clientId: makeId(), content });
    const text = await (await fetch(url(local))).text();
    expect(text).toContain('yidu_relay_messages_stored_total 1\n');
    expect(text).toContain('yidu_relay_signed_in_connections 1\n');
    expect(text).toContain('yidu_relay_commands_total{command="message.send",result="ok"} 1\n');
    expect(text).toContain('yidu_relay_sign_ins_total{command="account.register",result="ok"} 1\n');
    expect(text).toMatch(/^yidu_relay_commit_batch_calls_count [1-9]/m);
    expect(text).toMatch(/^yidu_relay_received_bytes_total [1-9]/m);
    expect(text).toMatch(/^yidu_relay_sent_bytes_total [1-9]/m);
    expect(await status(local, { 'x-forwarded-for': '203.0.113.9' })).toBe(404);
    await local.close();

    const token = 'a-token-of-twenty-characters';
    const shared = await start({ metrics: { token, loadPage: () => Promise.resolve(createMetricsPage) } });
    expect(await status(shared)).toBe(404);
    expect(await status(shared, { authorization: `Bearer ${token}x` })).toBe(404);
    const far = { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.9' };
    expect(await status(shared, far)).toBe(200);
  });

  it('runs in a worker thread: says where it listens, drains when told to', async () => {
    const data: RelayWorkerData = {
      dataFolder,
      storageWorkerPath,
      name: 'Embedded',
      host: '127.0.0.1',
      port: 0,
    };
    const worker = new Worker(workerScript('relay'), { workerData: data });
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    const message = await new Promise<RelayWorkerMessage>((resolve) => worker.once('message', resolve));
    if (message.kind !== 'listening') throw new Error(message.message);
    const client = await ProtocolClient.connect(message.url);
    expect(await client.hello()).toMatchObject({ relay: { name: 'Embedded' } });
    await client.register('host');
    await (await ProtocolClient.connect(message.url)).register('guest');
    worker.postMessage({ kind: 'close' });
    expect(await client.closed).toMatchObject({ code: 1001 });
    expect(await exited).toBe(0);
    // Whoever hosts it is the first one in, and administers it.
    const storage = openSqliteRelayStorageInThread({ file: join(dataFolder, 'relay.db') });
    const { accounts } = await storage.listAccounts('', '', 10);
    expect(accounts.map(({ name, administrator }) => [name, administrator])).toEqual([
      ['guest', false],
      ['host', true],
    ]);
    await storage.close();
  });

  it('says from its worker thread why it could not start', async () => {
    const taken = await start();
    const port = Number(new URL(taken.url).port);
    const other = join(dataFolder, 'other');
    const data: RelayWorkerData = {
      dataFolder: other,
      storageWorkerPath,
      name: 'x',
      host: '127.0.0.1',
      port,
    };
    const worker = new Worker(workerScript('relay'), { workerData: data });
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    const message = await new Promise<RelayWorkerMessage>((resolve) => worker.once('message', resolve));
    expect(message).toEqual({
      kind: 'failed',
      code: 'port_taken',
      message: `port ${port} on 127.0.0.1 is in use by another program`,
    });
    await exited;
  });
});
