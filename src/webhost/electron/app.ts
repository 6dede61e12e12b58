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

  getPath(_name: 'userData'): string {
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

  requestSingleInstanceLock(): boolean {
    const lock = claimFolder(this.#userData);
    if (lock) host.setProfile(this.#userData, lock, () => this.emit('second-instance', {}, []));
    return lock !== undefined;
  }

  async whenReady(): Promise<void> {
    await host.listening();
  }

  quit(): void {
    if (this.#quitting) return;
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (prevented) return;
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
  const name = manifest.productName;
  switch (process.platform) {
    case 'win32':
      return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), name);
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', name);
    default:
      return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), name);
  }
}

/** Electron's `app`, as far as src/main/platform uses it. */
export const app = new App();
