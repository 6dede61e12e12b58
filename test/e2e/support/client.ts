import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { _electron, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { electronBinary } from '../../../scripts/electron-binary.ts';
import { inRoot } from '../../../scripts/paths.ts';
import { hasDisplay } from '../../../src/webhost/browser.ts';
import { startProcess } from '../../support/processes.ts';

/** A running client with its one window. */
export interface Client {
  readonly page: Page;
  /** The user looks at another window. */
  blur(): Promise<void>;
  /** The user comes back. */
  focus(): Promise<void>;
  /** Does what opens another window, and gives its page; one that is open already is given at once. */
  another(open: () => Promise<void>): Promise<Page>;
  /** What the desktop shows now. */
  notifications(): Promise<readonly ShownNotification[]>;
  /** The user clicks the notification with this title. */
  clickNotification(title: string): Promise<void>;
  /** Another program opens a link of ours while the client runs. */
  opens(link: string): Promise<void>;
  /** Does what opens the dialog that files are chosen in, and chooses these. */
  choose(paths: readonly string[], open: () => Promise<void>): Promise<void>;
  /** Does what saves a file of this name, and gives where it was saved to. */
  saves(name: string, save: () => Promise<void>): Promise<string>;
  /** Quits as the user does, or with `kill` as a power cut does. Once ended, it stays so. */
  end(how?: 'quit' | 'kill'): Promise<void>;
}

/** A notification as it reaches the desktop, or the browser that stands for it. */
export interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
}

/**
 * Electron's binary when the client can run in it; `undefined`: it runs in the web host. With `YIDU_E2E_HOST=electron` it throws
 * instead, so that nobody believes that Electron was tried.
 */
export function electronForTests(): string | undefined {
  const binary = hasDisplay() ? electronBinary() : undefined;
  if (binary === undefined && process.env['YIDU_E2E_HOST'] === 'electron')
    throw new Error(
      hasDisplay() ? 'the Electron binary is not installed' : 'there is no display for Electron',
    );
  return binary;
}

/** Starts the built client on a profile folder, by a link if there is one. The browser is used by the web host only. */
export async function launchClient(
  profile: string,
  browser: Browser | undefined,
  link?: string,
): Promise<Client> {
  const client = await launch(profile, browser, link === undefined ? [] : ['--', link]);
  let ended: Promise<void> | undefined;
  return { ...client, end: (how) => (ended ??= client.end(how)) };
}

function launch(profile: string, browser: Browser | undefined, rest: readonly string[]): Promise<Client> {
  const binary = electronForTests();
  if (binary !== undefined) return launchElectron(binary, profile, rest);
  if (!browser) throw new Error('the web host needs a browser');
  return launchInBrowser(profile, browser, { rest });
}

async function launchElectron(binary: string, profile: string, rest: readonly string[]): Promise<Client> {
  const asRoot = process.getuid?.() === 0;
  const args = [...(asRoot ? ['--no-sandbox'] : []), inRoot(), '--profile', profile];
  const app = await _electron.launch({ executablePath: binary, args: [...args, ...rest] });
  const page = await app.firstWindow();
  // The desktop's own list cannot be read: what is given to it is kept here instead.
  await app.evaluate(({ Notification }) => {
    const shown: Electron.Notification[] = [];
    Object.assign(globalThis, { notificationsShown: shown });
    Notification.prototype.show = function () {
      shown.push(this);
    };
    Notification.prototype.close = function () {
      shown.splice(0, shown.length, ...shown.filter((one) => one !== this));
    };
  });
  return {
    page,
    blur: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur()),
    focus: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus()),
    async another(open) {
      const opened = app.windows().find((window) => window !== page) ?? app.waitForEvent('window');
      await open();
      return opened;
    },
    notifications: () =>
      app.evaluate(() =>
        globalThis.notificationsShown.map(({ title, body, silent }) => ({ title, body, silent })),
      ),
    clickNotification: (title) =>
      app.evaluate((_electron, wanted) => {
        globalThis.notificationsShown.find((one) => one.title === wanted)?.emit('click');
      }, title),
    opens: (link) => endOf(spawn(binary, [...args, '--', link], { stdio: 'ignore' })),
    async choose(paths, open) {
      await app.evaluate(({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [...filePaths] });
      }, paths);
      await open();
    },
    async saves(name, save) {
      const filePath = join(profile, name);
      await app.evaluate(({ dialog }, path) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
      }, filePath);
      await save();
      return filePath;
    },
    async end(how = 'quit') {
      if (how === 'kill') app.process().kill('SIGKILL');
      await app.close();
    },
  };
}

interface InBrowserOptions {
  /** The end of the command line. */
  readonly rest?: readonly string[];
  /** Is given the browser's context before any page of it. */
  readonly prepare?: (context: BrowserContext) => Promise<void>;
  /** Starts the host's process. */
  readonly start?: typeof startProcess;
}

/** Starts it in the web host, wherever Electron could run. */
export async function launchInBrowser(
  profile: string,
  browser: Browser,
  { rest = [], prepare = () => Promise.resolve(), start = startProcess }: InBrowserOptions = {},
): Promise<Client> {
  const args = [inRoot('src/webhost/start.ts'), '--profile', profile, '--no-window'];
  const host = start([...args, ...rest], {
    XDG_DOWNLOAD_DIR: join(profile, 'downloads'),
  });
  const url = await host.printed(/Yidu is at (\S+)/);
  const context = await browser.newContext({
    viewport: { width: 1_180, height: 800 },
    locale: 'en-US',
  });
  await context.addInitScript(showNotificationsHere);
  await prepare(context);
  const page = await context.newPage();
  await page.goto(url);
  // A driven browser believes that all its pages are focused; the web host listens to the events.
  const say = (event: 'blur' | 'focus') =>
    page.evaluate((name) => void window.dispatchEvent(new Event(name)), event);
  return {
    page,
    blur: () => say('blur'),
    focus: () => say('focus'),
    async another(open) {
      const opened = context.pages().find((one) => one !== page) ?? context.waitForEvent('page');
      await open();
      return opened;
    },
    notifications: () => page.evaluate(() => window.shownNotifications.map((one) => ({ ...one.words }))),
    clickNotification: (title) =>
      page.evaluate((wanted) => {
        const one = window.shownNotifications.find(({ words }) => words.title === wanted);
        one?.target.dispatchEvent(new Event('click'));
      }, title),
    opens: (link) => startProcess([...args, '--', link]).ended,
    async choose(paths, open) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), open()]);
      await chooser.setFiles([...paths]);
    },
    async saves(name, save) {
      await save();
      // The desktop's name for it: quotation marks are not allowed on every disk.
      return join(profile, 'downloads', name.replaceAll('"', '_'));
    },
    async end(how = 'quit') {
      // The page leaves by itself; closing its context in that very moment can hang the browser.
      const left = Promise.any([page.waitForEvent('close'), page.waitForURL('about:blank')]);
      await host.end(how === 'kill' ? 'SIGKILL' : 'SIGTERM');
      await left.catch(() => undefined);
      await context.close();
    },
  };
}

/** Runs in the page before all else: a headless browser shows no notifications. */
function showNotificationsHere(): void {
  window.shownNotifications = [];
  class HereNotification extends EventTarget {
    static readonly permission = 'granted';

    constructor(title: string, { body = '', silent = false, tag = '' }: NotificationOptions = {}) {
      super();
      window.shownNotifications = [
        ...window.shownNotifications.filter((one) => one.tag !== tag),
        { words: { title, body, silent: silent ?? false }, tag, target: this },
      ];
    }

    close(): void {
      window.shownNotifications = window.shownNotifications.filter((one) => one.target !== this);
      this.dispatchEvent(new Event('close'));
    }
  }
  Object.assign(window, { Notification: HereNotification });
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
