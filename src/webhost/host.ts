import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { openAppWindow, type AppWindow } from './app-window.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { InstanceLock } from './instance-lock.ts';
import { startPageRuntime } from './page-runtime.ts';
import { startServer, type PageServer } from './server.ts';
import { connectPage, type PageEvents, type PageLink } from './page-link.ts';
import { PATHS, type PageNotification } from './wire.ts';

/** What the web host's BrowserWindow gives to the host. */
export interface HostedWindow extends Omit<PageEvents, 'withBytes' | 'picked' | 'notification'> {
  readonly preload: string;
  /** The user has closed it. */
  closedByUser(): void;
}

/** The singleton behind the stand-in `electron` module, which has global state as Electron has. */
class Host {
  #server: Promise<PageServer> | undefined;
  #serve: (request: Request) => Promise<Response> = () =>
    Promise.resolve(new Response(null, { status: 404 }));
  #window: HostedWindow | undefined;
  #page: PageLink | undefined;
  #appWindow: AppWindow | undefined;
  #profile = '';
  #lock: InstanceLock | undefined;
  #ring: (data: unknown) => void = () => undefined;
  #shown = false;
  #inbox: Inbox | undefined;
  /** By the name the page knows them by. */
  readonly #files = new Map<string, string>();
  /** By id, as long as they are shown. */
  readonly #notifications = new Map<string, (event: 'click' | 'close') => void>();
  readonly #picks = new Map<number, (paths: string[]) => void>();
  #nextPick = 1;

  setProfile(folder: string, lock: InstanceLock, ring: (data: unknown) => void): void {
    this.#profile = folder;
    this.#inbox = createInbox(join(folder, 'spool'));
    void this.#inbox.tidy();
    this.#lock = lock;
    this.#ring = ring;
  }

  setPageHandler(serve: (request: Request) => Promise<Response>): void {
    this.#serve = serve;
  }

  async listening(): Promise<PageServer> {
    this.#server ??= startServer({
      serve: (request) => this.#serve(request),
      preload: () => this.#preloadScript(),
      connected: (socket) => {
        if (this.#window) {
          // A window shows one page: the newest.
          this.#page?.close();
          this.#page = connectPage(socket, {
            ...this.#window,
            withBytes: (args) => this.#inbox?.withBytes(args) ?? [...args],
            picked: (id, files) => this.#picked(id, files),
            notification: (id, event) => this.#notificationEvent(id, event),
          });
        } else socket.close();
      },
      ring: (data) => this.#ring(data),
      takeBytes: (request) => this.#inbox?.takeBytes(request) ?? Promise.reject(new Error('no profile')),
      takeFile: (request, name) => this.#takeFile(request, name),
    });
    const server = await this.#server;
    this.#lock?.publish(server.ringAddress);
    return server;
  }

  addWindow(window: HostedWindow): void {
    this.#window = window;
  }

  get page(): PageLink | undefined {
    return this.#page;
  }

  /** Opens an app window, or prints where to look when there is no browser or no display. */
  async show(): Promise<void> {
    if (this.#shown) return;
    this.#shown = true;
    const server = await this.listening();
    const link = (kind: 'once' | 'launch') => `${server.origin}/?ticket=${server.access.ticket(kind)}`;
    const print = (): void => console.log(`Yidu is at ${link('launch')}`);
    if (!process.argv.includes('--no-window'))
      this.#appWindow = openAppWindow(link('once'), join(this.#profile, 'browser'), {
        closed: () => {
          this.#appWindow = undefined;
          this.#window?.closedByUser();
        },
        failed: print,
      });
    if (!this.#appWindow) print();
  }

  /** Has the user choose files in the browser; their paths in the spool. None when the page is gone or nothing was chosen. */
  pick(): Promise<string[]> {
    const page = this.#page;
    if (!page) return Promise.resolve([]);
    const id = this.#nextPick++;
    // One dialog at a time: who asks again has left the one before.
    for (const before of this.#picks.keys()) this.#picked(before, []);
    return new Promise((resolve) => {
      this.#picks.set(id, resolve);
      page.send({ type: 'pick', id });
    });
  }

  #picked(id: number, files: readonly string[]): void {
    this.#picks.get(id)?.(files.flatMap((file) => this.#files.get(file) ?? []));
    this.#picks.delete(id);
  }

  async #takeFile(request: IncomingMessage, name: string): Promise<string> {
    if (!this.#inbox) throw new Error('no profile');
    const file = randomUUID();
    this.#files.set(file, await this.#inbox.takeFile(request, name));
    return file;
  }

  showNotification(notification: PageNotification, on: (event: 'click' | 'close') => void): void {
    this.#notifications.set(notification.id, on);
    this.#page?.send({ type: 'notify', notification });
  }

  closeNotification(id: string): void {
    if (this.#notifications.delete(id)) this.#page?.send({ type: 'unnotify', id });
  }

  #notificationEvent(id: string, event: 'click' | 'close'): void {
    const on = this.#notifications.get(id);
    this.#notifications.delete(id);
    on?.(event);
  }

  closeWindows(): void {
    this.#page?.close();
    this.#appWindow?.close();
    this.#window = undefined;
  }

  async end(): Promise<void> {
    this.closeWindows();
    (await this.#server)?.close();
    this.#lock?.release();
  }

  #preloadScript(): string {
    const preload = this.#window ? readFileSync(this.#window.preload, 'utf8') : '';
    const runtime = `(${startPageRuntime.toString()})(${JSON.stringify(PATHS)})`;
    return `(function (require) {${preload}\n})(${runtime}.require);\n`;
  }
}

export const host = new Host();
