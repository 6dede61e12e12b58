import type { ConversationId } from '../../shared/model/ids.ts';
import type { Store } from '../store/port.ts';
import type { UnreadMessages } from './engine.ts';

const NEWEST = 30;

/** Reads the disk only: what is not on it yet tells itself when it comes. */
export async function readUnread(
  { conversation, page, people }: Pick<Store['read'], 'conversation' | 'page' | 'people'>,
  id: ConversationId,
): Promise<UnreadMessages | undefined> {
  const row = await conversation(id);
  if (!row) return undefined;
  if (row.unread === 0) return { row, messages: [], reminders: [], people: [] };
  const { items } = await page(id, { at: 'latest' }, NEWEST);
  const messages = items
    .filter((item) => item.kind === 'message')
    .filter((item): item is typeof item & { seq: number } => item.seq !== null)
    .filter(({ mine, read, content }) => !mine && !read && content.type !== 'recalled');
  const unread = new Set(messages.map(({ seq }) => seq));
  const reminders = items.flatMap((item) => {
    if (item.kind !== 'notice' || item.notice.type !== 'reminded' || item.seq === null) return [];
    const { seq: of } = item.notice;
    return unread.has(of) ? [{ seq: item.seq, by: item.sender, of }] : [];
  });
  const named = new Set([...messages.map(({ sender }) => sender), ...reminders.map(({ by }) => by)]);
  return { row, messages, reminders, people: await people([...named]) };
}
