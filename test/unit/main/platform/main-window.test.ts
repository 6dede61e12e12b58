import type { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  denyPermissions,
  letWindowsClose,
  openMainWindow,
  toggleWindow,
} from '../../../../src/main/platform/main-window.ts';

interface Opened extends EventEmitter {
  readonly options: { readonly webPreferences: Record<string, unknown> };
  readonly webContents: EventEmitter & { open?: (details: { url: string }) => unknown };
  readonly calls: string[];
}

interface Permissions {
  request?: (
    contents: unknown,
    permission: string,
    decide: (granted: boolean) => void,
    details: { readonly requestingUrl: string },
  ) => void;
  check?: (contents: unknown, permission: string, origin: string) => boolean;
}

const electron = vi.hoisted(() => {
  const permissions: Permissions = {};
  return { opened: new Array<unknown>(), external: new Array<string>(), permissions };
});
vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  class BrowserWindow extends Emitter {
    static getAllWindows = () => electron.opened;
    readonly calls: string[] = [];
    readonly webContents = Object.assign(new Emitter(), {
      setWindowOpenHandler(open: (details: { url: string }) => unknown) {
        Object.assign(this, { open });
      },
    });
    readonly options: object;
    constructor(options: object) {
      super();
      this.options = options;
      electron.opened.push(this);
    }
    loadURL = (url: string) => Promise.resolve(void this.calls.push(`load ${url}`));
    show = () => void this.calls.push('show');
    hide = () => void this.calls.push('hide');
    focus = () => void this.calls.push('focus');
    isFocused = () => this.calls.at(-1) === 'focus';
    isVisible = () => true;
    isMinimized = () => false;
    isMaximized = () => false;
    isDestroyed = () => false;
    getNormalBounds = () => ({ x: 1, y: 2, width: 900, height: 700 });
  }
  return {
    BrowserWindow,
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1_920, height: 1_080 } }] },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: NonNullable<Permissions['request']>) =>
          (electron.permissions.request = handler),
        setPermissionCheckHandler: (handler: NonNullable<Permissions['check']>) =>
          (electron.permissions.check = handler),
      },
    },
    shell: { openExternal: (url: string) => Promise.resolve(void electron.external.push(url)) },
    protocol: {},
  };
});

function open(keepsRunning = false): Opened {
  openMainWindow({ preload: '/p.cjs', saved: null, keepsRunning: () => keepsRunning, moved: vi.fn() });
  return electron.opened.at(-1) as Opened;
}

function isPrevented(emitter: EventEmitter, name: string, ...args: unknown[]): boolean {
  const event = { prevented: false, preventDefault: () => (event.prevented = true) };
  emitter.emit(name, event, ...args);
  return event.prevented;
}

beforeEach(() => {
  electron.opened.length = 0;
  electron.external.length = 0;
});

describe('the window is a sandbox', () => {
  it('shows our page and nothing of Node', () => {
    const window = open();
    expect(window.options.webPreferences).toMatchObject({
      preload: '/p.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(Object.keys(window.options.webPreferences)).not.toContain('allowRunningInsecureContent');
    expect(window.calls).toContain('load app://yidu/');
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'refuses %s',
    (event) => {
      expect(isPrevented(open().webContents, event, 'https://example.org/')).toBe(true);
    },
  );

  it('opens no window, and web links in the browser only', () => {
    const { webContents } = open();
    const urls = [
      'https://example.org/',
      'file:///etc/passwd',
      'app://yidu/',
      'yidu://open/x',
      'smb://x',
      'about:blank',
    ];
    for (const url of urls) expect(webContents.open?.({ url })).toEqual({ action: 'deny' });
    expect(electron.external).toEqual(['https://example.org/']);
  });

  it.each([
    'media',
    'geolocation',
    'notifications',
    'midiSysex',
    'pointerLock',
    'fullscreen',
    'openExternal',
    'display-capture',
    'hid',
    'serial',
    'usb',
    'fileSystem',
    'clipboard-read',
    'idle-detection',
    'unknown',
  ])('grants no permission: %s', (permission) => {
    expect(granted(permission, 'app://yidu/')).toEqual([false, false]);
  });

  it('lets our own page put text on the clipboard, and nobody else', () => {
    const write = 'clipboard-sanitized-write';
    expect(granted(write, 'app://yidu/')).toEqual([true, true]);
    for (const url of ['https://example.org/', 'app://yidu.example/', 'app://other/', ''])
      expect(granted(write, url)).toEqual([false, false]);
  });
});

/** When it asks, and when it looks whether it may. */
function granted(permission: string, url: string): unknown[] {
  denyPermissions();
  const decide = vi.fn();
  electron.permissions.request?.({}, permission, decide, { requestingUrl: url });
  return [decide.mock.calls[0]?.[0], electron.permissions.check?.({}, permission, url)];
}

describe('closing', () => {
  it('closes, unless the program keeps running: then it hides', () => {
    expect(isPrevented(open(), 'close')).toBe(false);
    const kept = open(true);
    expect(isPrevented(kept, 'close')).toBe(true);
    expect(kept.calls.at(-1)).toBe('hide');
  });

  it('closes for good when the program ends', () => {
    const kept = open(true);
    letWindowsClose();
    expect(isPrevented(kept, 'close')).toBe(false);
  });
});

it('comes and goes with the shortcut', () => {
  const window = open();
  for (let i = 0; i < 2; i++) toggleWindow(window as unknown as Parameters<typeof toggleWindow>[0]);
  expect(window.calls.slice(-3)).toEqual(['show', 'focus', 'hide']);
});
