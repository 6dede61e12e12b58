import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { openAppWindow, type AppWindow } from './app-window.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { InstanceLock } from './instance-lock.ts';
import { startPageRuntime } from './page-runtime.ts';
import { startServer, type PageServer } from './server.ts';
import type { WebSocket } from 'ws';
import { connectPage, type PageEvents, type PageLink } from './page-link.ts';
import { MAIN_WINDOW, PATHS, type PageNotification } from './wire.ts';

/** What the web host's BrowserWindow gives to the host. */
export interface HostedWindow extends Omit<
  PageEvents,
  'withBytes' | 'picked' | 'notification' | 'gone' | 'blocked'
> {
  readonly id: number;
  readonly preload: string;
  /** Of its page, with the query. */
  path(): string;
  readonly width: number;
  readonly height: number;
  /** The user has closed it. */
  closedByUser(): void;
}

/** A page that loads anew has connected again by then; ms. */
const RELOAD_MS = 2_000;

/** The singleton behind the stand-in `electron` module, which has global state as Electron has. */
class Host {
  #server: Promise<PageServer> | undefined;
  #serve: (request: Request) => Promise<Response> = () =>
    Promise.resolve(new Response(null, { status: 404 }));
  readonly #windows = new Map<number, HostedWindow>();
  readonly #pages = new Map<number, PageLink>();
  /** The window that had the focus last. */
  #focused = MAIN_WINDOW;
  /** Windows that open once there is a page to open them. */
  readonly #toOpen = new Set<number>();
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
      connected: (socket, id) => this.#connected(socket, id),
      ring: (data) => this.#ring(data),
      takeBytes: (request) => this.#inbox?.takeBytes(request) ?? Promise.reject(new Error('no profile')),
      takeFile: (request, name, folder) => this.#takeFile(request, name, folder),
    });
    const server = await this.#server;
    this.#lock?.publish(server.ringAddress);
    return server;
  }

  addWindow(window: HostedWindow): void {
    this.#windows.set(window.id, window);
  }

  /** The page of the window that had the focus last, or of the first. */
  get page(): PageLink | undefined {
    return this.#pages.get(this.#focused) ?? this.#pages.get(MAIN_WINDOW);
  }

  pageOf(id: number): PageLink | undefined {
    return this.#pages.get(id);
  }

  #connected(socket: WebSocket, id: number): void {
    const window = this.#windows.get(id);
    if (!window) {
      socket.close();
      return;
    }
    // A window shows one page: the newest.
    this.#pages.get(id)?.close();
    const page = connectPage(socket, {
      ...window,
      loaded: () => {
        window.loaded();
        if (id === MAIN_WINDOW) for (const waiting of this.#toOpen) this.#openBeside(waiting);
      },
      focused: (focused) => {
        if (focused) this.#focused = id;
        window.focused(focused);
      },
      gone: () => this.#gone(id, page),
      blocked: (blocked) => this.#windows.get(blocked)?.closedByUser(),
      withBytes: (args) => this.#inbox?.withBytes(args) ?? [...args],
      picked: (pick, files) => this.#picked(pick, files),
      notification: (note, event) => this.#notificationEvent(note, event),
    });
    this.#pages.set(id, page);
  }

  /** A page that loads anew is back at once; without it, a window beside the first one has been closed. */
  #gone(id: number, page: PageLink): void {
    if (this.#pages.get(id) !== page) return;
    this.#pages.delete(id);
    if (id === MAIN_WINDOW) return;
    setTimeout(() => {
      if (!this.#pages.has(id)) this.#windows.get(id)?.closedByUser();
    }, RELOAD_MS);
  }

  /** Opens an app window, or prints where to look when there is no browser or no display; others open beside the first. */
  async show(id: number): Promise<void> {
    if (id !== MAIN_WINDOW) {
      this.#openBeside(id);
      return;
    }
    if (this.#shown) return;
    this.#shown = true;
    const server = await this.listening();
    const link = (kind: 'once' | 'launch') => `${server.origin}/?ticket=${server.access.ticket(kind)}`;
    const print = (): void => console.log(`Yidu is at ${link('launch')}`);
    if (!process.argv.includes('--no-window'))
      this.#appWindow = openAppWindow(link('once'), join(this.#profile, 'browser'), {
        closed: () => {
          this.#appWindow = undefined;
          this.#windows.get(MAIN_WINDOW)?.closedByUser();
        },
        failed: print,
      });
    if (!this.#appWindow) print();
  }

  #openBeside(id: number): void {
    const window = this.#windows.get(id);
    const { page } = this;
    this.#toOpen.delete(id);
    // What is open already cannot be raised by a page.
    if (!window || this.#pages.has(id)) return;
    if (!page) {
      this.#toOpen.add(id);
      return;
    }
    const path = window.path();
    const { width, height } = window;
    page.send({
      type: 'window',
      window: id,
      path: `${path}${path.includes('?') ? '&' : '?'}window=${id}`,
      width,
      height,
    });
  }

  /**
   * Has the user choose files in the browser, or a folder with what of it has these endings; their paths in the spool. None when the page is
   * gone or nothing was chosen.
   */
  pick(folder: readonly string[] | null = null): Promise<string[]> {
    const { page } = this;
    if (!page) return Promise.resolve([]);
    const id = this.#nextPick++;
    // One dialog at a time: who asks again has left the one before.
    for (const before of this.#picks.keys()) this.#picked(before, []);
    return new Promise((resolve) => {
      this.#picks.set(id, resolve);
      page.send({ type: 'pick', id, folder });
    });
  }

  #picked(id: number, files: readonly string[]): void {
    this.#picks.get(id)?.(files.flatMap((file) => this.#files.get(file) ?? []));
    this.#picks.delete(id);
  }

  /** `folder`: the name of the one that it belongs to, which is then the answer. */
  async #takeFile(request: IncomingMessage, name: string, folder: string | null): Promise<string> {
    if (!this.#inbox) throw new Error('no profile');
    if (folder !== null) {
      this.#files.set(folder, await this.#inbox.takeInto(request, folder, name));
      return folder;
    }
    const file = randomUUID();
    this.#files.set(file, await this.#inbox.takeFile(request, name));
    return file;
  }

  showNotification(notification: PageNotification, on: (event: 'click' | 'close') => void): void {
    this.#notifications.set(notification.id, on);
    this.page?.send({ type: 'notify', notification });
  }

  closeNotification(id: string): void {
    if (this.#notifications.delete(id)) this.page?.send({ type: 'unnotify', id });
  }

  #notificationEvent(id: string, event: 'click' | 'close'): void {
    const on = this.#notifications.get(id);
    this.#notifications.delete(id);
    on?.(event);
  }

  closeWindow(id: number): void {
    this.#pages.get(id)?.close();
    this.#pages.delete(id);
    this.#windows.delete(id);
    this.#toOpen.delete(id);
    if (id === MAIN_WINDOW) this.#appWindow?.close();
  }

  closeWindows(): void {
    for (const id of [...this.#windows.keys()]) this.closeWindow(id);
  }

  async end(): Promise<void> {
    this.closeWindows();
    (await this.#server)?.close();
    this.#lock?.release();
  }

  #preloadScript(): string {
    const [window] = this.#windows.values();
    const preload = window ? readFileSync(window.preload, 'utf8') : '';
    const runtime = `(${startPageRuntime.toString()})(${JSON.stringify(PATHS)})`;
    return `(function (require) {${preload}\n})(${runtime}.require);\n`;
  }
}

export const host = new Host();
