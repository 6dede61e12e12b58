import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext } from '@playwright/test';
import { makePlan, type Plan } from '../../../scripts/demo/plan.ts';
import { seededRandom } from '../../../scripts/demo/random.ts';
import { type DemoDevice, seedRelay } from '../../../scripts/demo/seed.ts';
import { signInProfile } from '../../../scripts/demo/sign-in-profile.ts';
import { launchTestBrowser, provideTestBrowser } from '../../../scripts/test-browser.ts';
import { normalizeRelayUrl } from '../../../src/main/sync/relay-url.ts';
import { ScryptPasswordHasher } from '../../../src/relay/handlers/auth/scrypt-password-hasher.ts';
import { openSqliteRelayStorageInThread } from '../../../src/relay/storage/sqlite/sqlite-storage-in-thread.ts';
import { type Client, launchInBrowser } from '../../e2e/support/client.ts';
import { PASSWORD } from '../../e2e/support/actions.ts';
import { test as base } from '../../e2e/support/test.ts';
import { freePort } from '../../support/free-port.ts';
import { startRelay, type TestProcess } from '../../support/processes.ts';
import { seededIds } from '../../support/seeded-random.ts';
import { type Colleague, connectColleague } from '../../support/colleague.ts';
import { crowdedPlan } from './crowded-plan.ts';
import { type Gate, startGate } from './gate.ts';
import { shiftClock } from './shifted-clock.ts';

/** When the pictures are taken: a Friday afternoon, in the time zone that scripts/shots.ts sets. */
const MOMENT = Date.UTC(2026, 8, 18, 9, 20, 10);
const RELAY_NAME = 'Yidu Office';
/** What cannot be pressed by then never can; ms. */
const ACTION_MS = 20_000;
const SEED = 20_260_918;

/** A relay with a workspace that is the same in each run, and the people of it. */
export interface Office {
  /** As people type it; it leads through the gate. */
  readonly address: string;
  /** Between all clients and the relay. */
  readonly gate: Gate;
  /** A running client of the n-th person: 0 is 林夕, 1 is Emma Walker. The profile (`linxi`, `emma`) is new, and signed in. */
  client(person: 0 | 1): Promise<Client>;
  /** The n-th person without a client, past the gate. */
  colleague(n: number): Promise<Colleague>;
  /** Starts the relay anew with these words of the command line. */
  restart(...options: readonly string[]): Promise<void>;
}

interface Seeded {
  readonly file: string;
  readonly devices: readonly DemoDevice[];
}

interface Fixtures {
  /** How far the clock of all that is started is from the real one; ms. */
  readonly shift: number;
  readonly office: Office;
  /** The same with 500 conversations. */
  readonly crowdedOffice: Office;
}

interface WorkerFixtures {
  readonly seeded: (plan: 'office' | 'crowded') => Promise<Seeded>;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  // Electron's pictures would be those of its platform: these are taken in the web host everywhere.
  clientBrowser: [
    async ({}, use) => {
      const browser = await launchTestBrowser(await provideTestBrowser());
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],

  shift: [
    async ({}, use) => {
      const shift = MOMENT - Date.now();
      process.env['YIDU_SHOTS_SHIFT_MS'] = String(shift);
      const clock = pathToFileURL(join(import.meta.dirname, 'shifted-clock.ts')).href;
      process.env['NODE_OPTIONS'] = `--import=${clock}`;
      await use(shift);
    },
    { auto: true },
  ],

  launch: async ({ folder, clientBrowser, shift }, use) => {
    const running: Client[] = [];
    await use(async (profile, link) => {
      const client = await launchShifted(join(folder, profile), clientBrowser, shift, link);
      running.push(client);
      return client;
    });
    await Promise.all(running.map((client) => client.end()));
  },

  seeded: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'yidu-shots-'));
      const made = new Map<string, Promise<Seeded>>();
      await use((name) => {
        const there = made.get(name) ?? seed(join(folder, name), name);
        made.set(name, there);
        return there;
      });
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],

  office: async ({ folder, seeded, launch }, use) => {
    await withOffice(folder, await seeded('office'), launch, use);
  },
  crowdedOffice: async ({ folder, seeded, launch }, use) => {
    await withOffice(folder, await seeded('crowded'), launch, use);
  },
});

async function launchShifted(
  profile: string,
  browser: Browser | undefined,
  shift: number,
  link: string | undefined,
): Promise<Client> {
  if (!browser) throw new Error('pictures are taken in a browser');
  const client = await launchInBrowser(profile, browser, {
    rest: link === undefined ? [] : ['--', link],
    prepare: (context) => prepare(context, shift),
  });
  let ended: Promise<void> | undefined;
  return { ...client, end: (how) => (ended ??= client.end(how)) };
}

async function prepare(context: BrowserContext, shift: number): Promise<void> {
  context.setDefaultTimeout(ACTION_MS);
  await context.addInitScript(shiftClock, shift);
}

async function seed(folder: string, name: 'office' | 'crowded'): Promise<Seeded> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'relay.db');
  const random = seededRandom(SEED);
  const plan: Plan = name === 'office' ? makePlan(random, MOMENT) : crowdedPlan(random, MOMENT);
  const passwordHash = await new ScryptPasswordHasher().hash(PASSWORD);
  const storage = openSqliteRelayStorageInThread({ file });
  const devices = await seedRelay(storage, plan, passwordHash, MOMENT, seededIds(SEED));
  await storage.close();
  return { file, devices };
}

async function withOffice(
  folder: string,
  { file, devices }: Seeded,
  launch: (profile: string) => Promise<Client>,
  use: (office: Office) => Promise<void>,
): Promise<void> {
  const data = join(folder, 'relay');
  mkdirSync(data, { recursive: true });
  cpSync(file, join(data, 'relay.db'));
  const port = await freePort();
  const gate = await startGate(port);
  const address = `127.0.0.1:${gate.port}`;
  const colleagues: Colleague[] = [];
  const start = (...options: readonly string[]): Promise<TestProcess> =>
    startRelay(data, port, '--name', RELAY_NAME, ...options);
  const device = (n: number): DemoDevice => {
    const found = devices[n];
    if (!found) throw new Error('nobody of that number is online');
    return found;
  };
  let relay = await start();
  await use({
    address,
    gate,
    async restart(...options) {
      await relay.end();
      relay = await start(...options);
    },
    async client(person) {
      const profile = person === 0 ? 'linxi' : 'emma';
      const url = normalizeRelayUrl(address);
      await signInProfile(join(folder, profile), device(person), { url, name: RELAY_NAME });
      return launch(profile);
    },
    async colleague(n) {
      const one = await connectColleague(normalizeRelayUrl(`127.0.0.1:${port}`), device(n));
      colleagues.push(one);
      return one;
    },
  });
  for (const one of colleagues) one.leave();
  await gate.close();
  await relay.end();
}

export { expect } from '@playwright/test';
