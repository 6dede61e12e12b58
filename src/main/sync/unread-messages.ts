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
  if (row.unread === 0) return { row, messages: [], people: [] };
  const { items } = await page(id, { at: 'latest' }, NEWEST);
  const messages = items
    .filter((item) => item.kind === 'message')
    .filter((item): item is typeof item & { seq: number } => item.seq !== null)
    .filter(({ mine, read, content }) => !mine && !read && content.type !== 'recalled');
  return { row, messages, people: await people([...new Set(messages.map(({ sender }) => sender))]) };
}
