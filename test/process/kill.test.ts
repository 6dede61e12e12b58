import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { killRounds } from '../../bench/kill/rounds.ts';
import { inRoot } from '../../scripts/paths.ts';
import { isMessage, type MessageCreated } from '../../src/shared/model/event.ts';
import { ClientId, type ConversationId } from '../../src/shared/model/ids.ts';
import { freePort } from '../support/free-port.ts';
import { openPage, type PageClient } from '../support/page-client.ts';
import { startProcess, startRelay, type TestProcess } from '../support/processes.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

const BURST = 300;
const LIMIT_MS = 60_000;

let folder: string;
let port: number;
const running: TestProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-kill-'));
  port = await freePort();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.end('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

async function relay(): Promise<TestProcess> {
  const started = await startRelay(join(folder, 'relay'), port);
  running.push(started);
  return started;
}

async function client(profile: string): Promise<{ process: TestProcess; page: PageClient }> {
  const started = startProcess([
    inRoot('src/webhost/start.ts'),
    '--profile',
    join(folder, profile),
    '--no-window',
  ]);
  running.push(started);
  return { process: started, page: await openPage(await started.printed(/Yidu is at (\S+)/)) };
}

const url = (): string => `ws://127.0.0.1:${port}/v1/socket`;

/** Every message of the conversation, in order of seq. */
async function messages(reader: ProtocolClient, conversation: ConversationId): Promise<MessageCreated[]> {
  const all: MessageCreated[] = [];
  for (let to = 2_147_483_647; to >= 1;) {
    const { events } = await reader.request('timeline.pull', { conversation, from: 1, to, limit: 200 });
    const first = events[0];
    if (!first) break;
    all.unshift(...events.filter(isMessage));
    to = first.seq - 1;
  }
  return all;
}

it(
  '[FRM-5] [SEQ-1] [SEQ-2] a relay killed in a burst of sends has lost nothing it acknowledged, and nothing is doubled',
  async () => {
    const first = await relay();
    const sender = await ProtocolClient.connect(url());
    const { token } = await sender.register('lin');
    const peer = await ProtocolClient.connect(url());
    const { user: emma } = await peer.register('emma');
    const { conversation } = await sender.request('conversation.create', { kind: 'direct', peer: emma.id });
    const send = (from: ProtocolClient, clientId: ClientId) =>
      from.request('message.send', {
        conversation: conversation.id,
        clientId,
        content: { type: 'text', text: randomUUID() },
      });

    const ids = Array.from({ length: BURST }, () => ClientId.parse(v7()));
    const acknowledged = new Set<ClientId>();
    // Few enough at a time that the kill comes in the middle.
    const queue = [...ids];
    const worker = async (): Promise<void> => {
      for (let id = queue.shift(); id; id = queue.shift()) {
        await send(sender, id);
        acknowledged.add(id);
        if (acknowledged.size === BURST / 3) void first.end('SIGKILL');
      }
    };
    await Promise.allSettled(Array.from({ length: 16 }, worker));
    await first.end('SIGKILL');
    expect(acknowledged.size).toBeGreaterThanOrEqual(BURST / 3);
    expect(acknowledged.size).toBeLessThan(BURST);

    await relay();
    const back = await ProtocolClient.connect(url());
    await back.resume(token);
    const kept = new Set((await messages(back, conversation.id)).map((event) => event.clientId));
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);

    // A client does not know which of the others were stored, and sends all of them again.
    for (const id of ids) await send(back, id);
    const all = await messages(back, conversation.id);
    expect(all.map((event) => event.clientId).sort()).toEqual([...ids].sort());
    // Seq 1 is the creation.
    expect(all.map((event) => event.seq)).toEqual(ids.map((_, index) => index + 2));
  },
  LIMIT_MS,
);

it(
  'a client killed in a burst of sends sends what it has taken, once, when it is back (C2)',
  async () => {
    await relay();
    const emma = await ProtocolClient.connect(url());
    const { user } = await emma.register('emma');
    const lin = await client('lin');
    await lin.page.ask('account.register', {
      url: url(),
      name: 'lin',
      displayName: '林夕',
      password: 'correct horse',
    });
    await lin.page.until('session.get', {}, (session) => session.kind === 'online');
    const { id: conversation } = await lin.page.ask('conversation.createDirect', { peer: user.id });

    const taken: ClientId[] = [];
    const sends = Array.from({ length: BURST }, async (_, index) => {
      const text = `message ${index}`;
      const { clientId } = await lin.page.ask('message.send', {
        conversation,
        content: { type: 'text', text },
      });
      taken.push(clientId);
      if (taken.length === BURST / 3) void lin.process.end('SIGKILL');
    });
    await Promise.allSettled(sends);
    await lin.process.end('SIGKILL');
    expect(taken.length).toBeGreaterThanOrEqual(BURST / 3);

    const back = await client('lin');
    expect(await back.page.ask('account.get', {})).toMatchObject({ kind: 'ready' });
    const settled = await back.page.until(
      'timeline.page',
      { conversation, anchor: { at: 'latest' }, limit: 200 },
      ({ items }) =>
        items.some((item) => item.kind === 'message') &&
        items.every((item) => item.kind !== 'message' || item.state.kind === 'sent'),
    );
    const stored = (await messages(emma, conversation)).map((event) => event.clientId);
    expect(new Set(stored).size).toBe(stored.length);
    expect(taken.filter((id) => !stored.includes(id))).toEqual([]);
    const shown = settled.items.flatMap((item) => (item.kind === 'message' ? [item.clientId] : []));
    expect(new Set(shown).size).toBe(shown.length);
  },
  LIMIT_MS,
);

it(
  'a client killed at random times while it writes and is written to has a sound file each time, and everything once (C2)',
  async () => {
    const outcome = await killRounds({ folder, kills: 3, seed: 5, say: () => undefined });
    expect(outcome).toMatchObject({
      damaged: 0,
      indexWrong: 0,
      setAside: 0,
      lost: 0,
      doubled: 0,
      missing: 0,
      unsent: 0,
      draftsLost: 0,
      readLost: 0,
    });
    expect(outcome.taken).toBeGreaterThan(0);
    expect(outcome.received).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
