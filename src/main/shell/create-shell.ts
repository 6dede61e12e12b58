import { basename } from 'node:path';
import { MAX_ARCHIVE_NAME } from '../../shared/ipc/desktop-views.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Clock } from '../../shared/clock.ts';
import type { DeepLink } from '../../shared/deep-link.ts';
import type { Place, Settings } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AccountId, ConversationId } from '../../shared/model/ids.ts';
import { createAlerts, type AlertSource } from './alerts.ts';
import { chosenQuiet, quietUntil } from '../../shared/do-not-disturb.ts';
import type { ShowNote } from './note.ts';
import { shellTexts, type Reachability, type ShellTexts } from './shell-texts.ts';
import { createTotal, type BadgeSource } from './total.ts';
import { trayMenu, trayTip, type TrayChoice, type TrayEntry } from './tray-menu.ts';

/** What the desktop does for the shell. A desktop without one of these does nothing there. */
export interface Desktop {
  readonly show: ShowNote;
  /** The number on dock or taskbar; `description` is for who cannot see it. 0: none. */
  readonly setBadge: (count: number, description: string) => void;
  readonly setTray: (state: { unread: number; tip: string; menu: readonly TrayEntry[] }) => void;
  /** Menus in another language, or with another offer; `updateReady`: to restart into what was downloaded. */
  readonly setMenus: (texts: ShellTexts, updateReady: boolean) => void;
  readonly showWindow: () => void;
  readonly quit: () => void;
  /** Ends the program, which starts again as the newer one that waits. */
  readonly restartToUpdate: () => void;
}

export interface ShellDeps {
  readonly desktop: Desktop;
  readonly settings: () => Settings;
  /** While it is locked, notifications say only that there is something. */
  readonly locked: () => boolean;
  readonly changeSettings: (changes: Partial<Settings>) => Promise<unknown>;
  readonly systemLanguage: string;
  /** There is something to `takePlace`. */
  readonly onPlace: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The part of an engine that concerns the desktop. */
export type ShellSource = AlertSource & BadgeSource & { readonly stopping: AbortSignal };

/** Windows by an id that the platform gives. */
export type WindowId = number;

/**
 * What Yidu is on the desktop beside its page: notifications, the number of unread messages, the tray, links. Decides; what it
 * decides is done by `Desktop`.
 */
export interface Shell {
  /** Begins with the menus and the tray; windows can be made now. */
  start(): void;
  /** An account is signed in with this engine, until it is stopped. */
  attach(source: ShellSource, account: AccountId): void;
  /** It has been locked or unlocked. */
  lockChanged(): void;
  settingsChanged(): void;
  /** Whether a newer version waits for its restart. */
  updateReady(ready: boolean): void;
  /** In the language of the settings. */
  texts(): ShellTexts;
  /** The conversation in front in a window, and whether somebody can be looking at it. */
  windowShows(window: WindowId, conversation: ConversationId | null): void;
  windowAttentive(window: WindowId, attentive: boolean): void;
  windowClosed(window: WindowId): void;
  /** A link of ours was opened, here or by another program. */
  opened(link: DeepLink): void;
  /** An archive was opened with this program: the page asks whether to import it. */
  openedArchive(folder: string): void;
  /** The folder that was opened last; given once. */
  takeArchive(): string | null;
  wanted(place: Place): void;
  /** Where the page is to go; given once. The newest wish only: who clicks twice means the second. */
  takePlace(): Place | null;
  choose(choice: TrayChoice): void;
  /** The program ends. */
  leave(): void;
}

/** The tray's clock times are brought up to date at least so often; setTimeout's own limit is 24 days. */
const LONGEST_WAIT_MS = 3_600_000;

export function createShell(deps: ShellDeps): Shell {
  const { desktop, settings, clock, logger } = deps;
  const fronts = new Map<WindowId, ConversationId | null>();
  const attentive = new Set<WindowId>();
  const sessions = new Map<ShellSource, Reachability>();
  let place: Place | null = null;
  let archive: string | null = null;
  let started = false;
  let hasUpdate = false;
  let cancelTimer: (() => void) | undefined;

  const texts = (): ShellTexts => shellTexts(settings().language, deps.systemLanguage);

  function want(next: Place): void {
    place = next;
    desktop.showWindow();
    deps.onPlace();
  }

  const alerts = createAlerts({
    show: desktop.show,
    settings: () => (deps.locked() ? { ...settings(), notificationContent: 'none' } : settings()),
    texts,
    isInFront: (conversation) =>
      !deps.locked() && [...attentive].some((window) => fronts.get(window) === conversation),
    openAnnouncement: (account, channel, seq) => want({ to: 'announced', account, channel, seq }),
    open: (account, conversation, seq) => want({ to: 'told', account, conversation, seq }),
    clock,
    logger,
  });

  const total = createTotal(
    (count) => {
      desktop.setBadge(count, texts().unread(count));
      drawTray();
    },
    (error) => logger.error({ err: error }, 'the number of unread messages is not known'),
  );

  function reachability(): Reachability {
    const all = [...sessions.values()];
    if (all.length === 0) return 'signedOut';
    return all.includes('offline') ? 'offline' : 'online';
  }

  function drawTray(): void {
    if (!started) return;
    const now = clock.now();
    const { doNotDisturb } = settings();
    const state = {
      unread: total.value(),
      reachability: reachability(),
      doNotDisturb,
      updateReady: hasUpdate,
      now,
      texts: texts(),
    };
    desktop.setTray({ unread: state.unread, tip: trayTip(state), menu: trayMenu(state) });
    cancelTimer?.();
    const until = quietUntil(doNotDisturb, now);
    const wait = typeof until === 'number' ? Math.min(LONGEST_WAIT_MS, until - now) : LONGEST_WAIT_MS;
    cancelTimer = clock.schedule(wait, drawTray);
  }

  function drawMenus(): void {
    if (!started) return;
    desktop.setMenus(texts(), hasUpdate);
    drawTray();
  }

  return {
    start() {
      started = true;
      drawMenus();
    },
    attach(source, account) {
      sessions.set(source, 'offline');
      const ends = [
        alerts.attach(source, account),
        total.attach(source),
        source.on('session.changed', ({ kind }) => {
          const next = kind === 'online' || kind === 'syncing' ? 'online' : 'offline';
          if (sessions.get(source) === next) return;
          sessions.set(source, next);
          drawTray();
        }),
      ];
      source.stopping.addEventListener('abort', () => {
        sessions.delete(source);
        for (const end of ends) end();
        drawTray();
      });
      drawTray();
    },
    settingsChanged() {
      alerts.refresh();
      drawMenus();
    },
    updateReady(ready) {
      if (ready === hasUpdate) return;
      hasUpdate = ready;
      drawMenus();
    },
    lockChanged() {
      if (deps.locked()) alerts.clear();
    },
    texts,
    windowShows: (window, conversation) => void fronts.set(window, conversation),
    windowAttentive(window, isAttentive) {
      if (isAttentive) attentive.add(window);
      else attentive.delete(window);
    },
    windowClosed(window) {
      fronts.delete(window);
      attentive.delete(window);
    },
    opened: want,
    openedArchive(folder) {
      archive = folder;
      want({ to: 'archive', name: basename(folder).slice(0, MAX_ARCHIVE_NAME) });
    },
    takeArchive() {
      const taken = archive;
      archive = null;
      return taken;
    },
    wanted: want,
    takePlace() {
      const taken = place;
      place = null;
      return taken;
    },
    choose(choice) {
      switch (choice.kind) {
        case 'open':
          desktop.showWindow();
          return;
        case 'settings':
          want({ to: 'settings' });
          return;
        case 'quiet':
          deps
            .changeSettings({ doNotDisturb: chosenQuiet(choice.until, clock.now()) })
            .catch((error: unknown) => logger.error({ err: error }, 'settings were not saved'));
          return;
        case 'update':
          desktop.restartToUpdate();
          return;
        case 'quit':
          desktop.quit();
          return;
        default:
          assertNever(choice);
      }
    },
    leave() {
      alerts.leave();
      cancelTimer?.();
      started = false;
    },
  };
}
