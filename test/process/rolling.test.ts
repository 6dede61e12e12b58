import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { badgesAlike, timelinesAlike } from '../../bench/chaos/alike.ts';
import { Life } from '../../bench/chaos/life.ts';
import { populateAt } from '../../bench/cluster/deployment.ts';
import { Actions, type SoakGroup } from '../../bench/soak/actions.ts';
import { Device } from '../../bench/soak/device.ts';
import { Journal } from '../../bench/soak/journal.ts';
import { Verifier } from '../../bench/soak/verify.ts';
import { inRoot } from '../../scripts/paths.ts';
import { freePort } from '../support/free-port.ts';
import { makeNextVersion, type NextVersion } from '../support/next-version.ts';
import { startPostgres, type TestDatabase, type TestPostgres } from '../support/postgres.ts';
import { startProcess, type TestProcess } from '../support/processes.ts';
import { randomOf, seededRandom } from '../support/seeded-random.ts';

const LIMIT_MS = 120_000;
const PRESENT = inRoot('out/main/relay.cjs');
/** What is said between two steps of the upgrade. */
const MESSAGES = 30;
const GROUPS = [
  [0, 1, 2, 3, 4, 5],
  [0, 1],
  [2, 3, 4],
];

let folder: string;
let postgres: TestPostgres;
let database: TestDatabase;
let next: NextVersion;
const running = new Map<number, TestProcess>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-rolling-'));
  postgres = await startPostgres();
  database = await postgres.database();
  next = makeNextVersion([
    { version: 9_000, oldest: 0, sql: 'ALTER TABLE lease ADD COLUMN note text' },
    // As if the programs of today needed it.
    { version: 9_010, oldest: 9_000, sql: 'DROP INDEX attempt_by_time' },
  ]);
}, LIMIT_MS);

afterAll(async () => {
  await Promise.all([...running.values()].map((process) => process.end('SIGKILL')));
  await postgres.remove();
  next.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A node of this version at this port, in the place of the one that is there. */
async function run(port: number, program: string): Promise<void> {
  await running.get(port)?.end('SIGTERM');
  const process = startProcess([program, '--data', join(folder, String(port)), '--port', String(port)], {
    YIDU_RELAY_DATABASE: database.url,
    YIDU_RELAY_BUS: 'postgres',
    YIDU_RELAY_FILES: 'off',
    YIDU_RELAY_DRAIN_SECONDS: '1',
  });
  running.set(port, process);
  await process.printed(/(listening)/);
}

async function steps(): Promise<number[]> {
  const sql = 'SELECT version FROM schema_version WHERE version >= 9000 ORDER BY version';
  return (await postgres.query<{ version: number }>(sql, [], database.name)).map(({ version }) => version);
}

it(
  'nodes are upgraded one by one under load, one goes back and forth, and nothing is lost, doubled or different anywhere',
  async () => {
    const random = seededRandom(5);
    const population = await populateAt(database.url, { people: 6, devicesPerPerson: 2, groups: GROUPS });
    const [first, second] = [await freePort(), await freePort()];
    const journal = new Journal();
    const office = { port: () => randomOf(random, [first, second]), silenceMs: 10_000, journal, random };
    const people = population.people.map(({ user, tokens }) => ({
      user,
      devices: tokens.map((token) => new Device(user, token, office)),
    }));
    const devices = people.flatMap(({ devices: own }) => own);
    const groups = GROUPS.map((members, index): SoakGroup => {
      const id = population.groups[index];
      if (!id) throw new Error('a group was not made');
      return { id, people: members.flatMap((at) => people[at] ?? []) };
    });
    const until = (what: () => unknown): Promise<unknown> =>
      vi.waitFor(() => expect(what()).toBe(true), { timeout: 30_000, interval: 50 });
    const confirmed = (): number =>
      [...journal.sent.values()].filter(({ outcome }) => typeof outcome === 'number').length;
    const talk = (): Promise<unknown> => {
      const enough = confirmed() + MESSAGES;
      return until(() => confirmed() >= enough && devices.every(({ online }) => online));
    };

    await Promise.all([run(first, PRESENT), run(second, PRESENT)]);
    await Promise.all(devices.map((device) => device.start()));
    const life = new Life(new Actions(groups, journal, random), 40);
    life.start();
    try {
      await talk();
      await run(first, next.program);
      await talk();
      // The older node goes on beside the newer one, and what it needs is still there: it may even come back.
      expect(await steps()).toEqual([9_000]);
      await run(first, PRESENT);
      await talk();
      await run(first, next.program);
      await talk();
      await run(second, next.program);
      await talk();
      await vi.waitFor(async () => expect(await steps()).toEqual([9_000, 9_010]), { timeout: 20_000 });
      await talk();
    } finally {
      life.stop();
    }
    await until(
      () => devices.every(({ settled }) => settled) && timelinesAlike(groups, journal) && badgesAlike(groups),
    );
    const { compared, differences } = await new Verifier(journal).verify(groups);
    expect([...journal.faults, ...differences]).toEqual([]);
    expect(compared.sent).toBeGreaterThanOrEqual(5 * MESSAGES);
    for (const device of devices) device.stop();

    // From now on there is no way back, and the older version says so.
    const late = startProcess([PRESENT, '--data', join(folder, 'late'), '--port', '0'], {
      YIDU_RELAY_DATABASE: database.url,
    });
    await late.printed(/(the relay's data has version 9010)/);
    await late.ended;
    expect(late.child.exitCode).toBe(1);
  },
  LIMIT_MS,
);
