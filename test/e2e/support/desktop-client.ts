import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from '@playwright/test';
import { launchTestBrowser, provideTestBrowser } from '../../../scripts/test-browser.ts';
import { startProcess, type TestProcess } from '../../support/processes.ts';
import { type Client, launchInBrowser } from './client.ts';
import { type DesktopAct, ShownDesktop } from './desktop/desktop-wire.ts';
import { test as base } from './test.ts';

/** A client whose main process believes that it is installed on a desktop, which can be looked at. */
export interface DesktopClient extends Client {
  /** Does it, and gives the desktop as it is then. */
  desktop(act?: DesktopAct): Promise<ShownDesktop>;
  /** Resolves when it has ended by itself, or was. */
  ended(): Promise<void>;
  /** What the session starts the program by; `null`: nothing does. */
  startedBySession(): Promise<string | null>;
}

interface Fixtures {
  /** Starts a client on a profile of this test; the same name is the same profile. Ended after the test. */
  readonly launchOnDesktop: (profile: string) => Promise<DesktopClient>;
}

/** Whatever the other tests run in, these run in the web host: a desktop's own tray and menus cannot be read. */
export const desktopTest = base.extend<Fixtures>({
  launchOnDesktop: async ({ folder, clientBrowser }, use) => {
    const browser = clientBrowser ?? (await launchTestBrowser(await provideTestBrowser()));
    const running: Client[] = [];
    await use(async (profile) => {
      const client = await start(join(folder, profile), join(folder, 'config'), browser);
      running.push(client);
      return client;
    });
    await Promise.all(running.map((client) => client.end()));
    if (browser !== clientBrowser) await browser.close();
  },
});

const WITH_DESKTOP = pathToFileURL(join(import.meta.dirname, 'desktop/with-desktop.ts')).href;

async function start(profile: string, config: string, browser: Browser): Promise<DesktopClient> {
  let host: TestProcess | undefined;
  const client = await launchInBrowser(profile, browser, {
    start: (args, env) =>
      (host = startProcess(['--import', WITH_DESKTOP, ...args], { ...env, XDG_CONFIG_HOME: config }, true)),
  });
  let end: Promise<void> | undefined;
  const desktop: DesktopClient['desktop'] = async (act = { act: 'look' }) => {
    if (!host) throw new Error('it has not begun');
    const { child, ended } = host;
    const answer: Promise<unknown[]> = Promise.race([
      once(child, 'message'),
      ended.then(() => Promise.reject(new Error('it has ended'))),
    ]);
    child.send(act);
    const [said] = await answer;
    return ShownDesktop.parse(said);
  };
  return {
    ...client,
    end: (how) => (end ??= client.end(how)),
    desktop,
    async ended() {
      await host?.ended;
    },
    async startedBySession() {
      if (process.platform !== 'linux') return (await desktop()).openAtLogin ? process.execPath : null;
      const entry = join(config, 'autostart', 'yidu.desktop');
      return existsSync(entry) ? (/^Exec=(.*)$/m.exec(readFileSync(entry, 'utf8'))?.[1] ?? '') : null;
    },
  };
}
