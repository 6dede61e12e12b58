import type { ConversationHead } from '../../shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import { reportPacing } from '../domain/pacing.ts';
import type { StoredHead } from '../storage/port.ts';
import type { HandlerContext } from './context.ts';

/** Heads read from storage side by side. */
const SLICE = 100;

/** A head as it goes out: what is stored, and how reports are paced. */
export function toHead(stored: StoredHead): ConversationHead {
  return {
    ...stored,
    memberships: [...stored.memberships],
    report: reportPacing(stored.memberCount),
  };
}

/** About how many bytes a head takes on the wire; never too few by more than half. */
export function headBytes(head: ConversationHead): number {
  return 600 + head.read.length * 20 + head.memberships.length * 40;
}

/** Gives each of the users who is online their own head of the conversation (MEM-8). */
export async function announceHeads(
  { storage, publisher }: HandlerContext,
  conversation: ConversationId,
  users: Iterable<UserId>,
): Promise<void> {
  const online = [...users].filter((user) => publisher.isOnline(user));
  for (let start = 0; start < online.length; start += SLICE) {
    await Promise.all(
      online.slice(start, start + SLICE).map(async (user) => {
        const head = await storage.head(user, conversation);
        if (head) publisher.toUser(user, 'conversation.changed', { conversation: toHead(head) });
      }),
    );
  }
}
