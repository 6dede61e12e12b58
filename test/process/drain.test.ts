import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors.ts';
import { freePort } from '../support/free-port.ts';
import { startRelay, type TestProcess } from '../support/processes.ts';
import { ProtocolClient } from '../support/protocol-client.ts';
import { RawClient } from '../support/raw-client.ts';
import { seededIds } from '../support/seeded-random.ts';

const BURST = 60;
const LIMIT_MS = 60_000;
const makeId = seededIds(11);

let folder: string;
let port: number;
const running: TestProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-drain-'));
  port = await freePort();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.end('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

async function relay(): Promise<TestProcess> {
  const started = await startRelay(folder, port);
  running.push(started);
  return started;
}

const connect = (): Promise<ProtocolClient> => ProtocolClient.connect(`ws://127.0.0.1:${port}/v1/socket`);

it.skipIf(process.platform === 'win32')(
  '[FRM-1] [FRM-5] SIGTERM: what had begun is answered and kept, the rest is refused, clients are told to come back, and it ends',
  async () => {
    const process = await relay();
    const anna = await connect();
    const { token } = await anna.register('anna');
    const bo = await connect();
    const { user } = await bo.register('bo');
    const { conversation } = await anna.request('conversation.create', { kind: 'direct', peer: user.id });
    const say = async (text: string): Promise<number> => {
      const args = {
        conversation: conversation.id,
        clientId: makeId(),
        content: { type: 'text', text },
      } as const;
      return (await anna.request('message.send', args)).seq;
    };
    // Neither reads nor answers the close frame: it must not hold anybody up.
    const deaf = new RawClient(port);
    await deaf.upgrade();
    deaf.socket.pause();

    const burst = Array.from({ length: BURST }, (_, index) => say(`${index}`));
    const outcomes = Promise.allSettled(burst);
    await burst[0];
    const exited = process.end('SIGTERM');
    const late = Promise.allSettled(
      Array.from({ length: 4 }, () => connect().then((client) => client.closed)),
    );
    expect(await anna.closed).toMatchObject({ code: 1001 });
    expect(await bo.closed).toMatchObject({ code: 1001 });
    await exited;
    expect(process.child.exitCode).toBe(0);
    deaf.socket.destroy();
    // Whoever came late got no connection, or one that was closed at once.
    for (const one of await late) {
      if (one.status === 'fulfilled') expect(one.value.code).toBe(1001);
    }

    const kept: number[] = [];
    for (const outcome of await outcomes) {
      if (outcome.status === 'fulfilled') kept.push(outcome.value);
      else expect(['shutting_down', 'offline']).toContain(AppError.from(outcome.reason).code);
    }
    await relay();
    const back = await connect();
    await back.resume(token);
    const page = { conversation: conversation.id, from: 2, to: 200, limit: 200 };
    const { events } = await back.request('timeline.pull', page);
    const stored = events.map(({ seq }) => seq);
    expect(stored).toEqual(Array.from({ length: stored.length }, (_, index) => index + 2));
    expect(stored).toEqual(expect.arrayContaining(kept));
    // Nothing was left without an answer: what is stored was confirmed.
    expect(stored).toHaveLength(kept.length);
  },
  LIMIT_MS,
);
