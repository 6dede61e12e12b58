import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, test as base } from '@playwright/test';
import { launchTestBrowser, provideTestBrowser } from '../../../scripts/test-browser.ts';
import { type Client, electronForTests, launchClient } from './client.ts';
import { freePort } from '../../support/free-port.ts';
import { inRoot } from '../../../scripts/paths.ts';
import { startProcess, startRelay, type TestProcess } from '../../support/processes.ts';

/** A standalone relay that can be killed and started again on the same port and data. */
export interface Relay {
  readonly url: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Makes somebody an administrator, as its operator does: from the command line, while it works. */
  grant(name: string): Promise<void>;
  /** Writes a backup of that name beside the data, while it works. */
  backUp(name: string): Promise<void>;
  /** The next start is with the data of a backup. */
  putBack(name: string): Promise<void>;
}

interface Fixtures {
  /** A folder for this test alone. */
  readonly folder: string;
  /** Starts a client on a profile of this test; the same name is the same profile. A link is what has started it. Ended after the test. */
  readonly launch: (profile: string, link?: string) => Promise<Client>;
  readonly relay: Relay;
}

interface WorkerFixtures {
  readonly clientBrowser: Browser | undefined;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  clientBrowser: [
    // The empty pattern is how Playwright knows that a fixture needs no other.
    async ({}, use) => {
      if (electronForTests() !== undefined) {
        console.log('The end-to-end tests run in Electron.');
        await use(undefined);
        return;
      }
      const found = await provideTestBrowser();
      console.log(`The end-to-end tests run in the web host and a browser (${found.source}: ${found.path}).`);
      const browser = await launchTestBrowser(found);
      await use(browser);
      await browser.close();
    },
    { scope: 'worker', timeout: 10 * 60_000 },
  ],
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'yidu-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },

  launch: async ({ folder, clientBrowser }, use) => {
    const running: Client[] = [];
    await use(async (profile, link) => {
      const client = await launchClient(join(folder, profile), clientBrowser, link);
      running.push(client);
      return client;
    });
    await Promise.all(running.map((client) => client.end()));
  },

  relay: async ({ folder }, use) => {
    const port = await freePort();
    let process: TestProcess | undefined;
    const data = join(folder, 'relay');
    async function admin(done: RegExp, ...words: readonly string[]): Promise<void> {
      const running = startProcess([inRoot('out/main/relay.cjs'), 'admin', ...words, '--data', data]);
      await running.printed(done);
      await running.end();
    }
    const relay: Relay = {
      url: `127.0.0.1:${port}`,
      async start() {
        process = await startRelay(data, port);
      },
      async kill() {
        await process?.end('SIGKILL');
      },
      grant: (name) => admin(/(administers)/, 'grant', name),
      backUp: (name) => admin(/(saved)/, 'backup', join(folder, name)),
      async putBack(name) {
        renameSync(data, join(folder, 'before'));
        await admin(/(restored to)/, 'restore', join(folder, name), data);
      },
    };
    await relay.start();
    await use(relay);
    await relay.kill();
  },
});

export { expect } from '@playwright/test';
