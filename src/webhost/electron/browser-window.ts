import { EventEmitter } from 'node:events';
import { host } from '../host.ts';
import { app } from './app.ts';

interface Options {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly webPreferences: { readonly preload: string };
}

type OpenHandler = (details: { url: string }) => { action: 'deny' };

class WebContents extends EventEmitter {
  readonly mainFrame = { url: 'about:blank' };
  #openHandler: OpenHandler = () => ({ action: 'deny' });

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  opens(url: string): void {
    this.#openHandler({ url });
  }

  readonly #window: number;

  constructor(window: number) {
    super();
    this.#window = window;
  }

  send(channel: string, ...args: readonly unknown[]): void {
    host.pageOf(this.#window)?.send({ type: 'event', channel, args });
  }
}

/** Electron's `BrowserWindow`, as far as src/main/platform uses it; its page lives in a browser. */
export class BrowserWindow extends EventEmitter {
  static #all: BrowserWindow[] = [];

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#all];
  }

  static #nextId = 1;

  readonly id = BrowserWindow.#nextId++;
  readonly webContents = new WebContents(this.id);
  #bounds: { x: number; y: number; width: number; height: number };
  #focused = false;
  #destroyed = false;

  constructor(options: Options) {
    super();
    const { x = 0, y = 0, width, height, webPreferences } = options;
    this.#bounds = { x, y, width, height };
    BrowserWindow.#all.push(this);
    host.addWindow({
      id: this.id,
      width,
      height,
      path: () => this.webContents.mainFrame.url.replace(/^[a-z]+:\/\/[^/]+/, ''),
      preload: webPreferences.preload,
      ipcEvent: { sender: this.webContents, senderFrame: this.webContents.mainFrame },
      loaded: () => this.webContents.emit('did-finish-load'),
      focused: (focused) => this.#setFocused(focused),
      opens: (url) => this.webContents.opens(url),
      closedByUser: () => this.close(),
    });
  }

  loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url;
    // The page is loaded by the browser once there is a window; there is no frame to wait for.
    setImmediate(() => this.emit('ready-to-show'));
    return Promise.resolve();
  }

  show(): void {
    void host.show(this.id);
  }

  hide(): void {
    // Nobody asks: without a tray, closing closes.
  }

  isVisible(): boolean {
    return !this.#destroyed;
  }

  setOverlayIcon(): void {
    // The page's title says the number.
  }

  focus(): void {
    // A page cannot raise its own window.
  }

  isFocused(): boolean {
    return this.#focused;
  }

  isMinimized(): boolean {
    return false;
  }

  restore(): void {
    // Never minimized, as far as can be known.
  }

  isMaximized(): boolean {
    return false;
  }

  maximize(): void {
    // The browser remembers that for its app windows.
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return this.#bounds;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  close(): void {
    if (this.#destroyed) return;
    this.emit('close', { preventDefault: () => undefined });
    this.#destroyed = true;
    BrowserWindow.#all = BrowserWindow.#all.filter((window) => window !== this);
    host.closeWindow(this.id);
    this.emit('closed');
    if (BrowserWindow.#all.length === 0) app.emit('window-all-closed');
  }

  #setFocused(focused: boolean): void {
    if (focused === this.#focused || this.#destroyed) return;
    this.#focused = focused;
    this.emit(focused ? 'focus' : 'blur');
  }
}
