import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inRoot } from '../../scripts/paths.ts';
import { freePort } from '../support/free-port.ts';
import { startRelay, type TestProcess } from '../support/processes.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

const LIMIT_MS = 60_000;

let folder: string;
let data: string;
let port: number;
const running: TestProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-admin-'));
  data = join(folder, 'relay');
  port = await freePort();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.end('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

async function relay(...options: readonly string[]): Promise<TestProcess> {
  const started = await startRelay(data, port, ...options);
  running.push(started);
  return started;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function admin(...words: readonly string[]): Promise<Ended> {
  return adminOf(data, ...words);
}

async function adminOf(dataFolder: string, ...words: readonly string[]): Promise<Ended> {
  const args = [inRoot('out/main/relay.cjs'), 'admin', ...words, '--data', dataFolder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, err };
}

function asked(...words: readonly string[]): Promise<unknown> {
  return askedOf(data, ...words);
}

async function askedOf(dataFolder: string, ...words: readonly string[]): Promise<unknown> {
  const { code, out, err } = await adminOf(dataFolder, ...words, '--json');
  if (code !== 0) throw new Error(`${words.join(' ')}: ${err}${out}`);
  return JSON.parse(out);
}

const client = (): Promise<ProtocolClient> => ProtocolClient.connect(`ws://127.0.0.1:${port}/v1/socket`);

it(
  '[R11] the same commands work on a running relay and on a stopped one, and say how they ended',
  async () => {
    expect(await admin('people')).toMatchObject({ code: 3 });
    const started = await relay();
    const file = join(folder, 'password');
    writeFileSync(file, 'correct horse battery\n');
    expect(await admin('people', 'create', 'Anna', '--password-file', file)).toMatchObject({ code: 0 });
    const anna = await client();
    await anna.signIn('anna', 'correct horse battery');
    expect(await asked('overview')).toMatchObject({ running: true, totals: { people: 1, devices: 1 } });
    if (process.platform !== 'win32') {
      expect(statSync(join(data, 'control')).mode & 0o777).toBe(0o700);
      expect(statSync(join(data, 'control/admin.sock')).mode & 0o777).toBe(0o600);
    }

    expect(await admin('people', 'create', 'anna')).toMatchObject({ code: 3, out: '' });
    expect(await admin('grant', 'nobody')).toMatchObject({ code: 3 });
    expect(await admin('grant')).toMatchObject({ code: 2 });
    expect(await admin('conquer', 'anna')).toMatchObject({ code: 2 });
    expect(await admin('people', '--colour')).toMatchObject({ code: 2 });
    expect(await admin('policies', 'set', 'registration=sometimes')).toMatchObject({ code: 2 });
    expect((await admin('people', 'deactivate', 'nobody', '--json')).out).toContain('"code":"not_found"');
    await asked('policies', 'set', 'registration=closed', 'name=Lab 实验室');
    expect(await (await client()).hello()).toMatchObject({
      registration: 'closed',
      relay: { name: 'Lab 实验室' },
    });
    const { password } = (await asked('people', 'reset-password', 'anna')) as { password: string };
    expect(await anna.closed).toMatchObject({ code: 4003 });

    const give = ['points', 'give', 'anna', '50', '--reason', 'Spring fair'];
    const given = (await asked(...give)) as { points: number; clientId: string };
    expect(given).toMatchObject({ points: 50, opened: false });
    // Repeated after a lost answer.
    expect(await asked(...give, '--id', given.clientId)).toMatchObject({ points: 50 });
    expect(await admin('points', 'take-back', 'anna', '51', '--reason', 'x')).toMatchObject({ code: 3 });
    expect(await admin('points', 'give', 'anna', '50')).toMatchObject({ code: 2 });
    expect((await admin('points', 'anna')).out).toContain('anna has 50,');

    await started.end('SIGKILL');
    // The socket of a killed relay is still there, and nobody answers.
    await asked('grant', 'anna');
    expect(await asked('points', 'ledger')).toMatchObject({ given: 50, held: 50, difference: 0, wrong: 0 });
    expect(await asked('overview')).toMatchObject({ running: false, totals: { administrators: 1 } });
    await relay();
    await (await client()).signIn('anna', password);
    const { entries } = (await asked('audit')) as { entries: { action: string; origin: string }[] };
    expect(entries.map(({ action }) => action)).toEqual([
      'administrator.granted',
      'points.given',
      'account.passwordReset',
      'policy.changed',
      'policy.changed',
      'account.created',
    ]);
    expect(JSON.stringify(entries)).not.toMatch(new RegExp(`${password}|correct horse`));
  },
  LIMIT_MS,
);

it(
  '[R11] backup, restore into a new folder, and everything equal: while people write, and of a stopped relay',
  async () => {
    // The writer stops for nothing, however long the backups take: no person may do that.
    const rates = ['--frames-per-second', '--commands-per-second', '--messages-per-second'];
    const started = await relay(...rates.flatMap((rate) => [rate, '100000']));
    mkdirSync(join(data, 'files/ab'), { recursive: true });
    writeFileSync(join(data, 'files/ab/cdef'), 'an uploaded file');
    const [anna, bo] = [await client(), await client()];
    await anna.register('anna');
    const { user } = await bo.register('bo');
    const { conversation } = await anna.request('conversation.create', { kind: 'direct', peer: user.id });
    let writing = true;
    let sent = 0;
    const write = async (): Promise<void> => {
      while (writing) {
        const content = { type: 'text', text: `第 ${++sent} 条` } as const;
        const { seq } = await anna.request('message.send', {
          conversation: conversation.id,
          clientId: v7(),
          content,
        });
        await bo.request('receipt.report', {
          conversations: [{ conversation: conversation.id, read: [[seq, seq]], delivered: seq }],
        });
      }
    };
    const written = write();
    try {
      expect(await asked('rehearse', folder)).toMatchObject({ comparedWith: 'backup', files: 2 });
      const backup = join(folder, 'backup');
      const before = sent - 1;
      await asked('backup', backup);
      expect(await asked('verify', backup)).toMatchObject({ name: 'backup', files: 2 });
      await asked('restore', backup, join(folder, 'restored'));
      const there = join(folder, 'restored');
      const restored = (await askedOf(there, 'overview')) as { totals: { messages: number } };
      expect(restored.totals.messages).toBeGreaterThanOrEqual(before);
    } finally {
      writing = false;
      await written;
    }
    await started.end();
    const rehearsed = (await asked('rehearse', folder)) as { tables: { table: string; rows: number }[] };
    expect(rehearsed).toMatchObject({ comparedWith: 'data', files: 2 });
    const rows = Object.fromEntries(rehearsed.tables.map(({ table, rows: count }) => [table, count]));
    expect(rows).toMatchObject({ account: 2, conversation: 1, event: sent + 1 });
    expect(existsSync(join(folder, 'restored/files/ab/cdef'))).toBe(true);
  },
  LIMIT_MS,
);
