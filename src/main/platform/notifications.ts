import { app, Notification } from 'electron';
import { type DeepLink, parseDeepLink } from '../../shared/deep-link.ts';
import type { Note, NoteEvents } from '../shell/note.ts';
import { linkOfReply, toastXml } from './toast-xml.ts';

/** Linux desktops take the body for markup, and Electron hands it over as it is; a browser does not. */
const readsMarkup = process.platform === 'linux' && 'electron' in process.versions;

/** Longest answer that is taken from a notification; UTF-16 units. */
const MAX_REPLY = 4_000;

/** By their links; a notification that nobody holds on to would lose its listeners to the garbage collector. */
const open = new Map<string, { readonly notification: Notification; readonly on: NoteEvents }>();

/** Whether the desktop shows notifications at all. */
export function hasNotifications(): boolean {
  return Notification.isSupported();
}

/** Shows a notification; gives what takes it away again, also from the list where the desktop keeps them. */
export function showNotification(note: Note, on: NoteEvents): () => void {
  if (!Notification.isSupported()) return () => undefined;
  const { title, body, link, silent, reply } = note;
  const notification = new Notification({
    id: link,
    title,
    body: readsMarkup ? withoutMarkup(body) : body,
    silent,
    ...(reply && { hasReply: true, replyPlaceholder: reply.placeholder }),
    ...(process.platform === 'win32' && { toastXml: toastXml(note) }),
  });
  const forget = (): void => {
    if (open.get(link)?.notification === notification) open.delete(link);
  };
  open.set(link, { notification, on });
  notification.on('click', () => {
    forget();
    on.clicked();
  });
  notification.on('reply', ({ reply: text }) => {
    forget();
    answer(on, text);
  });
  notification.on('close', ({ reason }) => {
    // Out of sight it waits in the desktop's list, and is to be taken from there once it is read.
    if (reason === 'timedOut') return;
    forget();
    on.closed();
  });
  notification.show();
  return () => {
    forget();
    notification.close();
  };
}

/**
 * Notifications that the last run of the program has left: `listener` hears of one that is clicked, and of one whose click has
 * started this run. Windows starts the program by the link instead.
 */
export function onLeftNotification(listener: (link: DeepLink) => void): void {
  const opened = (id: string): void => {
    const link = parseDeepLink(id);
    if (link) listener(link);
  };
  if (process.platform === 'win32') {
    Notification.handleActivation(({ type, arguments: args, reply, userInputs }) => {
      const link = linkOfReply(args);
      const text = reply ?? userInputs?.['reply'];
      const answered = link === undefined ? undefined : open.get(link);
      if (type === 'reply' && answered && text !== undefined) answer(answered.on, text);
      else if (link !== undefined) opened(link);
    });
  }
  if (process.platform !== 'darwin') return;
  app.on('ready', (_event, launchInfo) => {
    if ('identifier' in launchInfo) opened(String(launchInfo.identifier));
  });
  void app.whenReady().then(async () => {
    for (const notification of await Notification.getHistory()) {
      notification.on('click', () => opened(notification.id));
      left.push(notification);
    }
  });
}

/** Held on to for their listeners. */
const left: Awaited<ReturnType<typeof Notification.getHistory>> = [];

function answer(on: NoteEvents, text: string): void {
  const words = text.trim().slice(0, MAX_REPLY);
  if (words !== '') on.replied(words.toWellFormed());
}

function withoutMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
