import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CallbackVerifier } from '../../docs/verify-callback.ts';
import { inRoot } from '../../scripts/paths.ts';
import { freePort } from '../support/free-port.ts';
import { startProcess, type TestProcess } from '../support/processes.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

const LIMIT_MS = 60_000;

let folder: string;
let port: number;
let receiver: Server;
/** Bodies that the guide's verifier took, and what it said of all. */
const told: string[] = [];
const verdicts: string[] = [];
let verifier: CallbackVerifier | undefined;
let answers = false;
let came: () => void = () => undefined;
const running: TestProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-integrations-'));
  port = await freePort();
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      verdicts.push(verifier?.verify(request.headers, body, Date.now() / 1_000) ?? 'no verifier');
      told.push(body);
      if (answers) response.writeHead(204).end();
      came();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.end('SIGKILL')));
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function relay(): Promise<TestProcess> {
  const args = ['--data', folder, '--port', String(port), '--callback-networks', '127.0.0.0/8'];
  const started = startProcess([inRoot('out/main/relay.cjs'), ...args]);
  await started.printed(/(listening)/);
  running.push(started);
  return started;
}

async function admin<T>(...words: readonly string[]): Promise<T> {
  const args = [inRoot('out/main/relay.cjs'), 'admin', ...words, '--data', folder, '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await text(child.stdout)) as T;
}

it(
  '[R12] a hook’s post becomes a message, and a callback is told of the answer, also by a relay that was killed meanwhile',
  async () => {
    const first = await relay();
    const anna = await ProtocolClient.connect(`ws://127.0.0.1:${port}/v1/socket`);
    await anna.register('anna', 'correct horse battery');
    const { user } = await admin<{ user: string }>('bots', 'create', 'build');
    const { conversation } = await anna.request('conversation.create', {
      kind: 'group',
      clientId: v7(),
      title: 'Releases',
      users: [user],
    });
    const { port: at } = receiver.address() as AddressInfo;
    const made = [
      'callbacks',
      'create',
      'build',
      `http://127.0.0.1:${at}/yidu`,
      '--kinds',
      'message.created',
    ];
    const { callback, secret } = await admin<{ callback: string; secret: string }>(...made);
    verifier = new CallbackVerifier(secret);
    const { path } = await admin<{ path: string }>('hooks', 'create', 'build', conversation.id);
    const posted = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'run-7' },
      body: JSON.stringify({ text: '构建 7 完成' }),
    });
    expect(await posted.json()).toMatchObject({ ok: { conversation: conversation.id, seq: 2 } });

    const arrived = new Promise<void>((resolve) => (came = resolve));
    const content = { type: 'text', text: 'thank you' } as const;
    await anna.request('message.send', { conversation: conversation.id, clientId: v7(), content });
    await arrived;
    await first.end('SIGKILL');
    answers = true;
    const again = new Promise<void>((resolve) => (came = resolve));
    await relay();
    await again;
    // The same words under the same id: the receiver does nothing twice.
    expect([verdicts, told[1]]).toEqual([['accepted', 'known'], told[0]]);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({
      kind: 'message.created',
      sender: { name: 'anna' },
      event: { seq: 3, content: { text: 'thank you' } },
    });
    // One at a time: that the next one comes says that this one is settled.
    const next = new Promise<void>((resolve) => (came = resolve));
    const back = await ProtocolClient.connect(`ws://127.0.0.1:${port}/v1/socket`);
    await back.signIn('anna', 'correct horse battery');
    await back.request('message.send', { conversation: conversation.id, clientId: v7(), content });
    await next;
    const { hooks } = await admin<{ hooks: unknown[] }>('hooks');
    expect(hooks).toMatchObject([{ bot: { name: 'build' }, title: 'Releases' }]);
    const log = await admin<{ deliveries: unknown[] }>('callbacks', 'deliveries', callback);
    expect(log.deliveries).toHaveLength(2);
    expect(log.deliveries[1]).toMatchObject({ state: 'delivered', attempts: 1, status: 204 });
  },
  LIMIT_MS,
);
