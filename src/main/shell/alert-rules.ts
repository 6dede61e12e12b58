import type { Settings } from '../../shared/ipc/views.ts';
import type { MessageContent } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { plainText } from '../../shared/model/plain-text.ts';
import type { UnreadMessages } from '../sync/engine.ts';
import type { ShellTexts } from './shell-texts.ts';

type Message = UnreadMessages['messages'][number];

/** Words of one message in a notification; UTF-16 units. */
const MAX_WORDS = 200;
/** Messages whose words stand in one notification: desktops show no more lines. */
const MAX_LINES = 3;

/** What a notification says. */
export interface NoteWords {
  readonly title: string;
  readonly body: string;
}

/**
 * The messages beyond `after` that somebody is to be told of: of a muted conversation only those that call them by name. What is
 * read, recalled or their own is not among `messages`.
 */
export function newsOf(
  { row, messages }: Pick<UnreadMessages, 'row' | 'messages'>,
  after: number,
): readonly Message[] {
  return messages.filter(({ seq, mentionsMe }) => seq > after && (!row.muted || mentionsMe));
}

/** The words for new messages of one conversation; `messages` are at least one, ascending. */
export function wordsOf(
  { row, people }: Pick<UnreadMessages, 'row' | 'people'>,
  messages: readonly Message[],
  show: Settings['notificationContent'],
  texts: ShellTexts,
): NoteWords {
  const some = texts.newMessages(messages.length);
  if (show === 'none') return { title: 'Yidu', body: some };
  if (show === 'sender') return { title: oneLine(row.title), body: some };
  const nameOf = (id: UserId): string =>
    people.find((person) => person.id === id)?.displayName ?? texts.someone;
  const lines = messages.slice(-MAX_LINES).map(({ sender, content }) => {
    const words = wordsIn(content, texts);
    return row.kind === 'direct' ? words : texts.said(oneLine(nameOf(sender)), words);
  });
  const title = oneLine(row.title);
  return { title: messages.length > 1 ? `${title} (${messages.length})` : title, body: lines.join('\n') };
}

/** The words for a reminder: `message` is what somebody asks to read. */
export function reminderWords(
  { row, people }: Pick<UnreadMessages, 'row' | 'people'>,
  by: UserId,
  message: Message,
  show: Settings['notificationContent'],
  texts: ShellTexts,
): NoteWords {
  if (show === 'none') return { title: 'Yidu', body: texts.asked };
  const name = oneLine(people.find(({ id }) => id === by)?.displayName ?? texts.someone);
  const words = show === 'sender' ? '' : wordsIn(message.content, texts);
  return { title: oneLine(row.title), body: texts.asks(name, words) };
}

/** The words for an announcement. */
export function announcementWords(
  channel: string,
  title: string,
  show: Settings['notificationContent'],
  texts: ShellTexts,
): NoteWords {
  if (show === 'none') return { title: 'Yidu', body: texts.announced };
  return { title: oneLine(channel), body: show === 'sender' ? texts.announced : oneLine(title) };
}

/** The words for many conversations at once; nobody is named. */
export function summaryOf(messages: number, conversations: number, texts: ShellTexts): NoteWords {
  return { title: 'Yidu', body: texts.inConversations(messages, conversations) };
}

function wordsIn(content: MessageContent, texts: ShellTexts): string {
  if (content.type === 'text') return oneLine(content.text);
  if (content.type === 'recalled') return '';
  const words = oneLine(content.type === 'image' ? (content.caption ?? '') : plainText(content));
  const kind = texts.attachment[content.type];
  return words === '' ? kind : `${kind} ${words}`;
}

/** Line ends and what reorders text would let one message look like several, or like another's. */
function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * MAX_WORDS)
    .replaceAll(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_WORDS);
  // A cut must not leave half a character.
  return line.isWellFormed() ? line : line.toWellFormed().replaceAll('\uFFFD', '');
}
