import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAppWindow, type AppWindow } from './app-window.ts';
import type { InstanceLock } from './instance-lock.ts';
import { startPageRuntime } from './page-runtime.ts';
import { startServer, type PageServer } from './server.ts';
import { connectPage, type PageEvents, type PageLink } from './page-link.ts';
import { PATHS } from './wire.ts';

/** What the web host's BrowserWindow gives to the host. */
export interface HostedWindow extends PageEvents {
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
  #ring: () => void = () => undefined;
  #shown = false;

  setProfile(folder: string, lock: InstanceLock, ring: () => void): void {
    this.#profile = folder;
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
          this.#page = connectPage(socket, this.#window);
        } else socket.close();
      },
      ring: () => this.#ring(),
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
    const runtime = `(${startPageRuntime.toString()})(${JSON.stringify(PATHS.socket)})`;
    return `(function (require) {${preload}\n})(${runtime}.require);\n`;
  }
}

export const host = new Host();
