import type { Note } from '../shell/note.ts';

/**
 * A notification as Windows describes them. A click starts the program by the notification's link, as any link of ours does,
 * whether it is running or not; Electron's own description would know the place only while the program runs. Answers come by
 * `Notification.handleActivation`, which hands over `arguments`.
 */
export function toastXml({ title, body, link, silent, reply }: Note): string {
  const answering = reply
    ? `<actions><input id="reply" type="text" placeHolderContent="${escaped(reply.placeholder)}"/>` +
      `<action content="${escaped(reply.send)}" hint-inputId="reply" activationType="foreground" ` +
      `arguments="${escaped(replyArguments(link))}"/></actions>`
    : '';
  return (
    `<toast launch="${escaped(link)}" activationType="protocol"><visual><binding template="ToastGeneric">` +
    `<text>${escaped(title)}</text><text>${escaped(body)}</text></binding></visual>` +
    `<audio silent="${silent}"/>${answering}</toast>`
  );
}

function replyArguments(link: string): string {
  return new URLSearchParams({ type: 'reply', link }).toString();
}

/** The link of the notification that was answered; `undefined`: the arguments are of something else. */
export function linkOfReply(args: string): string | undefined {
  return new URLSearchParams(args).get('link') ?? undefined;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What XML does not know at all is left out; what would be markup is not. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
