import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { openProfile } from '../../src/main/profile/profile.ts';
import { normalizeRelayUrl } from '../../src/main/sync/relay-url.ts';
import { systemRandom } from '../../src/main/system.ts';
import { ScryptPasswordHasher } from '../../src/relay/handlers/auth/scrypt-password-hasher.ts';
import { openSqliteRelayStorageInThread } from '../../src/relay/storage/sqlite/sqlite-storage-in-thread.ts';
import type { HostChoice } from '../choose-host.ts';
import { end, ended, startClient } from '../client-process.ts';
import { inRoot } from '../paths.ts';
import { startCrowd, type Crowd } from './crowd.ts';
import { makePlan } from './plan.ts';
import { seededRandom } from './random.ts';
import { type DemoDevice, seedRelay } from './seed.ts';
import { signInProfile } from './sign-in-profile.ts';

const FOLDER = inRoot('.yidu-demo');
const RELAY_NAME = '已读 Demo';
const PASSWORD = 'yidu-demo';
const SEED = 20_260_701;

/** How often, and how long, the launcher asks whether the relay is up; ms. */
const KNOCK_EVERY_MS = 100;
const KNOCK_LIMIT_MS = 30_000;

/** Processes that run until the user has enough of them. */
export interface Running {
  /** The exit code, once the client that hosts the relay has ended. */
  readonly done: Promise<number>;
  /** Ends everything that was started. */
  stop(): Promise<void>;
}

/**
 * Makes a fresh workspace in `.yidu-demo/` and starts two signed-in clients on it, the first of them hosting the relay, and a
 * crowd of simulated colleagues.
 */
export async function startDemo(host: HostChoice, args: readonly string[]): Promise<Running> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { mode: 0o700 });
  const port = await freePort();
  const url = normalizeRelayUrl(`127.0.0.1:${port}`);
  const [first, second, ...crowd] = await prepare(port, url);
  if (!first || !second) throw new Error('the demo has nobody to sign in');
  console.log(
    `Demo: ${first.me.displayName} and ${second.me.displayName}; others join ${url} as any name with the password ${PASSWORD}.`,
  );

  const hosting = startClient(host, [...args, '--profile', folderOf('client-1')]);
  const done = ended(hosting);
  const started = [hosting];
  let simulated: Crowd | undefined;
  async function stop(): Promise<void> {
    simulated?.stop();
    // The guest first: a client whose relay has gone only waits for it.
    for (const client of started.toReversed()) await end(client);
  }

  try {
    await untilUp(port, () => hosting.exitCode !== null);
    started.push(startClient(host, [...args, '--profile', folderOf('client-2')]));
    simulated = await startCrowd(url, crowd, new Set([first.me.id, second.me.id]), systemRandom);
  } catch (error) {
    await stop();
    throw error;
  }
  return { done, stop };
}

function folderOf(client: string): string {
  return join(FOLDER, client);
}

async function prepare(port: number, relayUrl: string): Promise<DemoDevice[]> {
  const host = openProfile(folderOf('client-1'));
  mkdirSync(host.relayFolder, { recursive: true, mode: 0o700 });
  const passwordHash = await new ScryptPasswordHasher().hash(PASSWORD);
  const storage = openSqliteRelayStorageInThread({ file: join(host.relayFolder, 'relay.db') });
  const now = Date.now();
  const plan = makePlan(seededRandom(SEED), now);
  const devices = await seedRelay(storage, plan, passwordHash, now, v7);
  await storage.close();

  await host.hosting.write({ name: RELAY_NAME, port });
  for (const [index, device] of devices.slice(0, 2).entries())
    await signInProfile(folderOf(`client-${index + 1}`), device, { url: relayUrl, name: RELAY_NAME });
  return devices;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function untilUp(port: number, isOver: () => boolean): Promise<void> {
  const limit = Date.now() + KNOCK_LIMIT_MS;
  while (!isOver() && Date.now() < limit) {
    const up = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, KNOCK_EVERY_MS));
  }
  throw new Error('The relay of the demo did not start; see .yidu-demo/client-1/logs/main.log.');
}
