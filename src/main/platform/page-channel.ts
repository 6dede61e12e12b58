import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import { EVENT_CHANNEL, FILES_CHANNEL, REQUEST_CHANNEL } from '../../shared/ipc/channels.ts';
import type { EventBody, EventName } from '../../shared/ipc/contract.ts';
import { PAGE_ORIGIN } from './app-scheme.ts';
import { allWindows } from './main-window.ts';

/**
 * Answers the page's requests with `answer`, which must not reject. Anything that is not the main frame of one of our
 * windows showing our own page is refused without looking at what it asks.
 */
export function answerPage(
  answer: (name: unknown, input: unknown, window: number) => Promise<unknown>,
): void {
  ipcMain.handle(REQUEST_CHANNEL, (event, name: unknown, input: unknown) => {
    const window = ourWindow(event);
    if (!window) throw new Error('refused');
    return answer(name, input, window.id);
  });
}

/** Takes the paths that the preload script tells, from the same frames; `take` must not reject. */
export function answerDrops(take: (paths: unknown) => Promise<unknown>): void {
  ipcMain.handle(FILES_CHANNEL, (event, paths: unknown) => {
    if (!ourWindow(event)) throw new Error('refused');
    return take(paths);
  });
}

/** The window whose own page asks by its main frame. */
function ourWindow({ sender, senderFrame }: IpcMainInvokeEvent) {
  // A frame that has navigated away since is null.
  if (senderFrame === null || senderFrame !== sender.mainFrame) return undefined;
  if (!URL.canParse(senderFrame.url) || !`${senderFrame.url}/`.startsWith(`${PAGE_ORIGIN}/`))
    return undefined;
  return allWindows().find((window) => window.webContents === sender);
}

/** Tells every window. */
export function tellPages<N extends EventName>(name: N, body: EventBody<N>): void {
  for (const window of allWindows()) window.webContents.send(EVENT_CHANNEL, name, body);
}

/** Tells one window. */
export function tellPage<N extends EventName>(window: BrowserWindow, name: N, body: EventBody<N>): void {
  if (!window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, name, body);
}
