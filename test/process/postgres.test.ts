import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startProcess, type TestProcess } from '../support/processes.ts';
import { startPostgres, type TestDatabase, type TestPostgres } from '../support/postgres.ts';
import { ProtocolClient } from '../support/protocol-client.ts';
import { seededIds } from '../support/seeded-random.ts';
import { inRoot } from '../../scripts/paths.ts';

const LIMIT_MS = 90_000;
const makeId = seededIds(12);

let folder: string;
let port: number;
let postgres: TestPostgres;
let database: TestDatabase;
const running: TestProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-on-postgres-'));
  port = await freePort();
  postgres = await startPostgres();
  database = await postgres.database();
}, LIMIT_MS);

afterAll(async () => {
  await Promise.all(running.splice(0).map((process) => process.end('SIGKILL')));
  await postgres.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function relay(): Promise<TestProcess> {
  const command = [inRoot('out/main/relay.cjs'), '--data', folder, '--port', String(port)];
  const started = startProcess(command, { YIDU_RELAY_DATABASE: database.url });
  running.push(started);
  await started.printed(/(listening)/);
  return started;
}

const connect = (): Promise<ProtocolClient> => ProtocolClient.connect(`ws://127.0.0.1:${port}/v1/socket`);

it(
  'a relay on PostgreSQL: two clients talk, it is killed and started again, and everything is as it was',
  async () => {
    const first = await relay();
    const anna = await connect();
    const { token } = await anna.register('anna');
    const bo = await connect();
    const { user } = await bo.register('bo');
    const { conversation } = await anna.request('conversation.create', { kind: 'direct', peer: user.id });
    const say = (client: ProtocolClient, text: string): Promise<{ readonly seq: number }> =>
      client.request('message.send', {
        conversation: conversation.id,
        clientId: makeId(),
        content: { type: 'text', text },
      });
    await say(anna, '在吗？');
    await say(bo, '在');
    await first.end('SIGKILL');

    await relay();
    const again = await connect();
    await again.resume(token);
    expect((await say(again, '收到')).seq).toBe(4);
    const { events } = await again.request('timeline.pull', {
      conversation: conversation.id,
      from: 1,
      to: 4,
      limit: 10,
    });
    expect(events.map(({ kind }) => kind)).toEqual([
      'conversation.created',
      'message.created',
      'message.created',
      'message.created',
    ]);
  },
  LIMIT_MS,
);
