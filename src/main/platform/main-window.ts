import { BrowserWindow, screen, session, type WebContents } from 'electron';
import { PAGE_ORIGIN } from './app-scheme.ts';
import { openExternally } from './external-links.ts';
import { MIN_SIZE, openingBounds, type Bounds } from './window-bounds.ts';

/** Where a window is. */
export type WindowState = Bounds & { readonly maximized: boolean };

export interface MainWindowOptions {
  readonly preload: string;
  readonly saved: WindowState | null;
}

/** The one window of the program. */
export interface MainWindow {
  readonly window: BrowserWindow;
  /** Where it is, or was when it closed. */
  state(): WindowState;
}

/** Windows that have not been closed. */
export function allWindows() {
  return BrowserWindow.getAllWindows().filter((window) => !window.isDestroyed());
}

/** Refuses camera, microphone, location and all other permissions for good. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
}

/**
 * Opens the window, invisible until its first frame is painted. Its page cannot leave PAGE_ORIGIN, open windows, or reach
 * Node.
 */
export function openMainWindow({ preload, saved }: MainWindowOptions): MainWindow {
  const window = new BrowserWindow({
    ...openingBounds(
      saved,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Yidu',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: true,
    },
  });
  lockNavigation(window.webContents);
  if (saved?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());

  const look = (): WindowState => ({ ...window.getNormalBounds(), maximized: window.isMaximized() });
  let last = look();
  window.on('close', () => (last = look()));

  void window.loadURL(`${PAGE_ORIGIN}/`);
  return { window, state: () => (window.isDestroyed() ? last : look()) };
}

/** Brings a window to the front, wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function lockNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openExternally(url);
    return { action: 'deny' };
  });
}
