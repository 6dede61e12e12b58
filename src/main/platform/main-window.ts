import { BrowserWindow, screen, session, type WebContents } from 'electron';
import type { ConversationId } from '../../shared/model/ids.ts';
import { PAGE_ORIGIN } from './app-scheme.ts';
import { openExternally } from './external-links.ts';
import { MIN_SIZE, openingBounds, type Bounds } from './window-bounds.ts';

/** Where a window is. */
export type WindowState = Bounds & { readonly maximized: boolean };

export interface MainWindowOptions {
  readonly preload: string;
  readonly saved: WindowState | null;
  /** Asked when the user closes it: it is only hidden then. */
  readonly keepsRunning: () => boolean;
  /** It was moved or resized, and stands where it is to open again. */
  readonly moved: (state: WindowState) => void;
}

export interface ConversationWindowOptions {
  readonly preload: string;
  readonly saved: WindowState | null;
  readonly conversation: ConversationId;
}

const MAIN_SIZE = { width: 1_180, height: 800 } as const;
const CONVERSATION_SIZE = { width: 640, height: 720 } as const;

/** A window of the program. */
export interface OpenWindow {
  readonly window: BrowserWindow;
  /** Where it is, or was when it closed. */
  state(): WindowState;
}

/** Windows that have not been closed. */
export function allWindows() {
  return BrowserWindow.getAllWindows().filter((window) => !window.isDestroyed());
}

/** Putting text on the clipboard, which the page does where somebody chooses to copy; reading it stays refused. */
const GRANTED = 'clipboard-sanitized-write';

/** Refuses camera, microphone, location and all other permissions for good, and to other pages also the one that ours has. */
export function denyPermissions(): void {
  const isGranted = (permission: string, url: string): boolean =>
    permission === GRANTED && `${url}/`.startsWith(`${PAGE_ORIGIN}/`);
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl }) =>
    decide(isGranted(permission, requestingUrl)),
  );
  defaultSession.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin));
}

/** Opens the main window. */
export function openMainWindow(options: MainWindowOptions): OpenWindow {
  return openWindow(options, MAIN_SIZE, '');
}

/** Opens a window of one conversation, which closes when it is closed. */
export function openConversationWindow({
  preload,
  saved,
  conversation,
}: ConversationWindowOptions): OpenWindow {
  const options = { preload, saved, keepsRunning: () => false, moved: () => undefined };
  return openWindow(options, CONVERSATION_SIZE, `?conversation=${conversation}`);
}

/**
 * Opens a window, invisible until its first frame is painted. Its page cannot leave PAGE_ORIGIN, open windows, or reach
 * Node.
 */
function openWindow(
  { preload, saved, keepsRunning, moved }: MainWindowOptions,
  size: { readonly width: number; readonly height: number },
  query: string,
): OpenWindow {
  const window = new BrowserWindow({
    ...openingBounds(
      saved,
      screen.getAllDisplays().map((display) => display.workArea),
      size,
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
  const settled = settling(() => moved(look()));
  for (const event of ['move', 'resize', 'maximize', 'unmaximize'] as const)
    window.on(event as 'move', settled.later);
  window.on('close', (event) => {
    last = look();
    settled.cancel();
    if (quitting || !keepsRunning()) return;
    event.preventDefault();
    window.hide();
  });

  void window.loadURL(`${PAGE_ORIGIN}/${query}`);
  return { window, state: () => (window.isDestroyed() ? last : look()) };
}

/** A window that is dragged tells of every pixel; ms after the last one it counts. */
const SETTLED_MS = 1_000;

function settling(run: () => void): { later: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = (): void => clearTimeout(timer);
  return {
    cancel,
    later() {
      cancel();
      timer = setTimeout(run, SETTLED_MS);
    },
  };
}

let quitting = false;

/** From now on windows close whatever they would do otherwise; to be called as soon as the program is to end. */
export function letWindowsClose(): void {
  quitting = true;
}

/** Brings a window to the front, or hides it when it is there already. */
export function toggleWindow(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isVisible() && window.isFocused()) window.hide();
  else showWindow(window);
}

/** Brings a window to the front, wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function lockNavigation(contents: WebContents): void {
  const refuse = (event: { preventDefault: () => void }): void => event.preventDefault();
  contents.on('will-navigate', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
  contents.setWindowOpenHandler(({ url }) => {
    openExternally(url);
    return { action: 'deny' };
  });
}
