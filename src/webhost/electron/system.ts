import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
// proxy-from-env (MIT, no dependencies, 2026): what HTTPS_PROXY, NO_PROXY and the others say of a URL.
import { getProxyForUrl } from 'proxy-from-env';
import { host } from '../host.ts';

/** What hands a file to the program that opens such files. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
};

/** Electron's `protocol`: what is registered for the scheme answers the loopback server's requests. */
export const protocol = {
  registerSchemesAsPrivileged(): void {
    // The page has a real origin here.
  },
  handle(_scheme: string, handler: (request: Request) => Promise<Response>): void {
    host.setPageHandler(handler);
  },
};

/** Electron's `session`; the browser asks its user about permissions, and nobody there says yes for us. */
export const session = {
  defaultSession: {
    setPermissionRequestHandler(): void {
      // Nothing in the page asks for one.
    },
    setPermissionCheckHandler(): void {
      // As above.
    },
    /** The browser checks spelling as its user has chosen there. */
    availableSpellCheckerLanguages: [],
    setSpellCheckerEnabled(): void {
      // As above.
    },
    setSpellCheckerLanguages(): void {
      // As above.
    },
    setProxy({ mode }: { readonly mode: string }): Promise<void> {
      return mode === 'system'
        ? Promise.resolve()
        : Promise.reject(new Error('no browser runs scripts for us'));
    },
    /** The system's settings are its environment here. */
    resolveProxy(url: string): Promise<string> {
      return Promise.resolve(asPacAnswer(getProxyForUrl(url)));
    },
  },
};

/** A proxy's URL as a PAC script would say it. */
function asPacAnswer(proxy: string): string {
  if (!URL.canParse(proxy)) return 'DIRECT';
  const { protocol, hostname, port } = new URL(proxy);
  const words: Record<string, [string, string]> = {
    'http:': ['PROXY', '80'],
    'https:': ['HTTPS', '443'],
    'socks:': ['SOCKS5', '1080'],
    'socks4:': ['SOCKS4', '1080'],
    'socks5:': ['SOCKS5', '1080'],
    'socks5h:': ['SOCKS5', '1080'],
  };
  const [word, usualPort] = words[protocol] ?? [];
  return word === undefined ? 'DIRECT' : `${word} ${hostname}:${port || String(usualPort)}`;
}

/** Electron's `shell`: the browser that shows the page opens the link too. */
export const shell = {
  openExternal(url: string): Promise<void> {
    host.page?.send({ type: 'external', url });
    return Promise.resolve();
  },
  /** As Electron's: '' when a program has taken the file. */
  openPath(path: string): Promise<string> {
    const [opener, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
    return new Promise((resolve) => {
      const child = spawn(opener ?? 'xdg-open', [...args, path], { stdio: 'ignore', detached: true });
      child.once('error', (error) => resolve(error.message));
      child.once('spawn', () => {
        child.unref();
        resolve('');
      });
    });
  },
};

/** Electron's `powerMonitor`; a browser tells nothing about sleep and lock. */
export const powerMonitor = new EventEmitter();

/** Electron's `screen`: one large display, so that no remembered place is out of reach. */
export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 16_384, height: 16_384 } }],
};

/** Electron's `safeStorage` without a keychain. */
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(false),
  encryptStringAsync: () => Promise.reject(new Error('no keychain')),
  decryptStringAsync: () => Promise.reject(new Error('no keychain')),
};
