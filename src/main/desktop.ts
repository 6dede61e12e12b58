import type { DesktopState } from '../shared/ipc/views.ts';
import type { Logger } from '../shared/logger.ts';
import { hostInfo, onActivate, onSecondInstance, quit } from './platform/app-lifecycle.ts';
import { setCountBadge } from './platform/count-badge.ts';
import { onOpenedLink, registerLinks } from './platform/deep-links.ts';
import { hasGlobalShortcuts, holdShortcut } from './platform/global-shortcut.ts';
import { launchesAtLogin } from './platform/login-item.ts';
import { type MainWindow, showWindow, toggleWindow } from './platform/main-window.ts';
import { setAppMenu } from './platform/menus.ts';
import { hasNotifications, onLeftNotification, showNotification } from './platform/notifications.ts';
import { tellPages } from './platform/page-channel.ts';
import { setSpelling, spellingLanguages } from './platform/spelling.ts';
import { hasTray, setTray } from './platform/tray.ts';
import type { KeptSettings } from './profile/kept-settings.ts';
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
  /** The window is there: menus, tray, shortcut and links begin. */
  start(window: MainWindow): void;
}

/** To be called before the program is ready: macOS tells of the link that has started it no later. */
export function createDesktopShell(settings: KeptSettings, logger: Logger): DesktopShell {
  let main: MainWindow | undefined;
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
      setMenus: (texts) => setAppMenu(texts, () => shell.wanted({ to: 'settings' })),
      showWindow: show,
      quit,
    },
    settings: () => settings.current(),
    changeSettings: (changes) => settings.change(changes),
    systemLanguage: hostInfo().systemLanguage,
    onPlace: () => tellPages('place.wanted', {}),
    clock,
    logger,
  });

  onOpenedLink((link) => shell.opened(link));
  onLeftNotification((link) => shell.opened(link));
  const link = linkFromArguments(process.argv);
  if (link) shell.opened(link);

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
    start(window) {
      main = window;
      registerLinks();
      setSpelling([]);
      apply();
      shell.start();
      onActivate(show);
      onSecondInstance((opened) => {
        if (opened) shell.opened(opened);
        else show();
      });
    },
  };
}
