import { app } from 'electron';
import * as z from 'zod';
import { type DeepLink, linkFromArguments, parseDeepLink } from '../../shared/deep-link.ts';
import { archiveFromArguments } from './opened-archive.ts';
import { profileFromArguments } from './command-line.ts';

/** Longest time that quitting waits for work to be flushed; ms. */
const QUIT_LIMIT_MS = 5_000;

/**
 * Takes the profile folder named on the command line, or the user's default one, for this process alone.
 * `undefined`: another process has it, has been told to show itself and has the link of the command line; this one must end.
 */
export function claimProfile(argv: readonly string[]): string | undefined {
  const folder = profileFromArguments(argv);
  // The single-instance lock belongs to the folder, so the folder comes first.
  if (folder !== undefined) app.setPath('userData', folder);
  // Given beside the arguments, whose order Chromium changes on their way.
  const handedOver: HandedOver = {
    link: linkFromArguments(argv) === null ? null : (argv.at(-1) ?? null),
    archive: archiveFromArguments(argv),
  };
  return app.requestSingleInstanceLock(handedOver) ? app.getPath('userData') : undefined;
}

/** What a second process gives to the first. */
const HandedOver = z.object({
  link: z.string().nullable(),
  /** A folder: only this process knows where its own stands. */
  archive: z.string().max(32_767).nullable(),
});
type HandedOver = z.infer<typeof HandedOver>;

/** Ends a process that has not started anything. */
export function leave(): void {
  app.exit(0);
}

/** Resolves when windows may be made. Renderers made later are sandboxed whatever their options say. */
export async function ready(): Promise<void> {
  app.enableSandbox();
  await app.whenReady();
}

/** The user has started the program again, perhaps by a link or an archive; its window should come to the front. */
export function onSecondInstance(listener: (opened: OpenedAgain) => void): void {
  app.on('second-instance', (_event, _argv, _folder, data: unknown) => {
    const { link, archive } = HandedOver.safeParse(data).data ?? { link: null, archive: null };
    listener({ link: link === null ? null : parseDeepLink(link), archive });
  });
}

export interface OpenedAgain {
  readonly link: DeepLink | null;
  /** Folder of an archive. */
  readonly archive: string | null;
}

/** macOS: the dock's icon was clicked while no window was open. */
export function onActivate(listener: () => void): void {
  app.on('activate', listener);
}

export function quit(): void {
  app.quit();
}

let successor: (() => boolean) | undefined;

/**
 * Quits for another program. `begin` starts it once everything has come to rest and the profile is free: sooner, it would find this
 * process still there and end, and neither would be left. It quits by itself then, or gives `false` if it cannot: this program
 * starts again.
 */
export function quitFor(begin: () => boolean): void {
  successor = begin;
  app.quit();
}

/**
 * Runs `stop` once before the process ends, whichever way quitting began, and waits for it at most 5 s. Closing the last
 * window quits.
 */
export function onQuit(stop: () => Promise<void>): void {
  let stopping = false;
  let stopped = false;
  const finish = (): void => {
    if (stopped) return;
    stopped = true;
    const begin = successor;
    successor = undefined;
    if (begin) {
      app.releaseSingleInstanceLock();
      if (begin()) return;
      const { APPIMAGE } = process.env;
      // What runs out of an AppImage is gone when it ends.
      app.relaunch(APPIMAGE === undefined ? {} : { execPath: APPIMAGE });
    }
    app.quit();
  };
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    setTimeout(finish, QUIT_LIMIT_MS);
    void stop().then(finish, finish);
  });
  // Ctrl+C in the terminal that started the program, and the system's shutdown on Linux.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}

/** What `app.info` tells the page about where it runs. */
export function hostInfo(versions: Readonly<Record<string, string | undefined>> = process.versions) {
  const { electron, chrome, node } = versions;
  return {
    version: app.getVersion(),
    host: electron === undefined ? ('web' as const) : ('electron' as const),
    runtime: {
      ...(electron !== undefined && { electron }),
      ...(chrome !== undefined && { chromium: chrome }),
      ...(node !== undefined && { node }),
    },
    platform: process.platform,
    systemLanguage: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
  };
}
