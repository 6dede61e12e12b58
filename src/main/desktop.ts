import type { DesktopState } from '../shared/ipc/views.ts';
import type { Logger } from '../shared/logger.ts';
import type { ConversationId, UserId } from '../shared/model/ids.ts';
import { hostInfo, onActivate, onSecondInstance, quit } from './platform/app-lifecycle.ts';
import { watchAttention } from './platform/attention.ts';
import { setCountBadge } from './platform/count-badge.ts';
import { onOpenedArchive, onOpenedLink, registerLinks } from './platform/deep-links.ts';
import { hasGlobalShortcuts, holdShortcut } from './platform/global-shortcut.ts';
import { launchesAtLogin } from './platform/login-item.ts';
import {
  letWindowsClose,
  openConversationWindow,
  type OpenWindow,
  showWindow,
  toggleWindow,
} from './platform/main-window.ts';
import { giveEditMenu, setAppMenu } from './platform/menus.ts';
import { hasNotifications, onLeftNotification, showNotification } from './platform/notifications.ts';
import { tellPage, tellPages } from './platform/page-channel.ts';
import { archiveFromArguments } from './platform/opened-archive.ts';
import { setSpelling, spellingLanguages } from './platform/spelling.ts';
import { hasTray, setTray } from './platform/tray.ts';
import type { JsonFile } from './profile/json-file.ts';
import type { KeptSettings } from './profile/kept-settings.ts';
import type { StoredWindows } from './profile/profile.ts';
import { createConversationWindows } from './shell/conversation-windows.ts';
import { createShell, type Shell } from './shell/create-shell.ts';
import { systemClock as clock } from './system.ts';
import { linkFromArguments } from '../shared/deep-link.ts';

/** The shell, wired to the desktop that this process runs on. */
export interface DesktopShell {
  readonly shell: Shell;
  /** Closing the last window leaves the program running. */
  keepsRunning(): boolean;
  state(): Promise<DesktopState>;
  settingsChanged(): void;
  /** Opens a conversation in its own window; throws `too_many`. */
  openWindow(conversation: ConversationId): void;
  isMain(window: number): boolean;
  /** Their windows open again; `null`: nobody is signed in. */
  signedIn(me: UserId | null): void;
  /** The main window is there: menus, tray, shortcut, links and other windows begin. */
  start(window: OpenWindow): void;
  /** The program ends. */
  leave(): void;
}

export interface DesktopShellDeps {
  readonly settings: KeptSettings;
  /** Nothing may be told of any message. */
  readonly locked: () => boolean;
  readonly windows: JsonFile<StoredWindows>;
  readonly preload: string;
  /** Ends the program for the newer one that waits. */
  readonly restartToUpdate: () => void;
  /** A window has closed, whichever. */
  readonly onWindowClosed: (window: number) => void;
  readonly logger: Logger;
}

/** To be called before the program is ready: macOS tells of the link that has started it no later. */
export function createDesktopShell({
  settings,
  locked,
  windows: stored,
  preload,
  restartToUpdate,
  onWindowClosed,
  logger,
}: DesktopShellDeps): DesktopShell {
  let main: OpenWindow | undefined;
  let me: UserId | null = null;
  let hasShortcut = true;
  let applied = { shortcut: null as string | null, spelling: '' };
  const show = (): void => {
    if (main) showWindow(main.window);
  };

  const shell = createShell({
    desktop: {
      show: showNotification,
      setBadge: setCountBadge,
      setTray: (state) => setTray(state, (choice) => shell.choose(choice)),
      setMenus: (texts, updateReady) =>
        setAppMenu(texts, {
          settings: () => shell.wanted({ to: 'settings' }),
          update: updateReady ? restartToUpdate : undefined,
        }),
      showWindow: show,
      quit,
      restartToUpdate,
    },
    settings: () => settings.current(),
    locked,
    changeSettings: (changes) => settings.change(changes),
    systemLanguage: hostInfo().systemLanguage,
    onPlace: () => tellPages('place.wanted', {}),
    clock,
    logger,
  });

  const conversationWindows = createConversationWindows({
    openWindow(conversation, saved, closed) {
      const opened = openConversationWindow({ preload, saved, conversation });
      const { window } = opened;
      watch(window);
      window.once('closed', closed);
      return { show: () => showWindow(window), close: () => window.close(), place: () => opened.state() };
    },
    remembered: stored.read(),
    remember: (next) =>
      void stored
        .write({ account: next.account, windows: [...next.windows] })
        .catch((error: unknown) => logger.error({ err: error }, 'windows are not remembered')),
  });

  /** What every window has. */
  function watch(window: OpenWindow['window']): void {
    const { id } = window;
    watchAttention(window, (attentive) => {
      shell.windowAttentive(id, attentive);
      tellPage(window, 'attention.changed', { attentive });
    });
    giveEditMenu(window, () => shell.texts());
    window.once('closed', () => {
      shell.windowClosed(id);
      onWindowClosed(id);
    });
  }

  onOpenedLink((link) => shell.opened(link));
  onLeftNotification((link) => shell.opened(link));
  const link = linkFromArguments(process.argv);
  if (link) shell.opened(link);
  onOpenedArchive((folder) => shell.openedArchive(folder));
  const archive = archiveFromArguments(process.argv);
  if (archive !== null) shell.openedArchive(archive);

  function state(): Promise<DesktopState> {
    const { shortcut } = settings.current();
    const holding = shortcut === null ? 'none' : hasShortcut ? 'held' : 'taken';
    return Promise.resolve({
      notifications: hasNotifications(),
      tray: hasTray(),
      launchAtLogin: launchesAtLogin(),
      shortcut: hasGlobalShortcuts() ? holding : null,
      spelling: spellingLanguages(),
    });
  }

  /** Only what has changed: a shortcut that is let go for a moment may be another program's then. */
  function apply(): void {
    const { shortcut, spelling } = settings.current();
    if (shortcut !== applied.shortcut || !hasShortcut)
      hasShortcut = holdShortcut(shortcut, () => main && toggleWindow(main.window));
    const languages = spelling.join();
    if (languages !== applied.spelling) setSpelling(spelling);
    applied = { shortcut, spelling: languages };
  }

  return {
    shell,
    state,
    keepsRunning: () => process.platform === 'darwin' || (hasTray() && settings.current().closeToTray),
    settingsChanged() {
      shell.settingsChanged();
      if (!main) return;
      apply();
      void state().then((next) => tellPages('desktop.changed', next));
    },
    openWindow: (conversation) => conversationWindows.open(conversation),
    isMain: (window) => window === main?.window.id,
    signedIn(next) {
      me = next;
      if (main) conversationWindows.signedIn(me);
    },
    leave() {
      letWindowsClose();
      shell.leave();
      conversationWindows.leave();
    },
    start(window) {
      main = window;
      watch(main.window);
      // The others are beside it, and nothing could bring it back.
      main.window.once('closed', quit);
      conversationWindows.signedIn(me);
      registerLinks();
      setSpelling([]);
      apply();
      shell.start();
      onActivate(show);
      onSecondInstance((opened) => {
        if (opened.link) shell.opened(opened.link);
        else if (opened.archive !== null) shell.openedArchive(opened.archive);
        else show();
      });
    },
  };
}
