import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { host } from '../host.ts';
import { claimFolder } from '../instance-lock.ts';

const root = join(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  productName: string;
  version: string;
};

/** `app.quit` and `app.exit` as in Electron: before-quit may prevent, windows close, will-quit, quit, end. */
class App extends EventEmitter {
  #userData = defaultUserData();
  #quitting = false;

  enableSandbox(): void {
    // Chromium's own sandbox holds the page here; see the browser's arguments.
  }

  setPath(_name: 'userData', folder: string): void {
    this.#userData = folder;
  }

  getPath(name: 'userData' | 'downloads'): string {
    if (name === 'downloads') return process.env['XDG_DOWNLOAD_DIR'] ?? join(homedir(), 'Downloads');
    return this.#userData;
  }

  getAppPath(): string {
    return root;
  }

  getVersion(): string {
    return manifest.version;
  }

  getPreferredSystemLanguages(): string[] {
    return [this.getLocale()];
  }

  getLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }

  /** A checkout is nothing that a system starts by itself, or by a link. */
  readonly isPackaged = false;

  setBadgeCount(): boolean {
    // The page's title says the number.
    return false;
  }

  requestSingleInstanceLock(data: unknown = {}): boolean {
    const lock = claimFolder(this.#userData, data);
    if (lock)
      host.setProfile(this.#userData, lock, (given) => this.emit('second-instance', {}, [], '', given));
    return lock !== undefined;
  }

  async whenReady(): Promise<void> {
    await host.listening();
  }

  quit(): void {
    if (this.#quitting) return;
    const event = { defaultPrevented: false, preventDefault: () => (event.defaultPrevented = true) };
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#quitting = true;
    host.closeWindows();
    this.emit('will-quit', {});
    this.emit('quit', {}, 0);
    this.exit(0);
  }

  exit(code = 0): void {
    void host.end().finally(() => process.exit(code));
  }
}

function defaultUserData(): string {
  const { env, platform } = process;
  if (platform === 'win32') {
    return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), manifest.productName);
  }
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', manifest.productName);
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), manifest.productName);
}

/** Electron's `app`, as far as src/main/platform uses it. */
export const app = new App();
