import type { ConversationHead } from '../../shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import { reportPacing } from '../domain/pacing.ts';
import { effectivePolicy } from '../domain/receipt-policy.ts';
import type { StoredHead } from '../storage/head-port.ts';
import type { HandlerContext } from './context.ts';
import { noConversation } from './refusals.ts';

/** Heads read from storage at once. */
const SLICE = 500;

/** A head as it goes out: what is stored, how reports are paced, and which policy of receipts applies (RCP-11). */
export function toHead(
  { picture, announcement, mutedUntil, receipts, flags, ...stored }: StoredHead,
  { receiptSettings }: Pick<HandlerContext, 'receiptSettings'>,
): ConversationHead {
  return {
    ...stored,
    ...(picture === null ? {} : { picture }),
    ...(announcement === null ? {} : { announcement }),
    ...(mutedUntil === null ? {} : { mutedUntil }),
    ...(flags === null ? {} : { flags }),
    memberships: [...stored.memberships],
    report: reportPacing(stored.memberCount),
    ...(receipts === null ? {} : { receipts: effectivePolicy(receiptSettings.policy, receipts) }),
  };
}

/** The person's own head of the conversation. Throws `not_found` when it has none for them. */
export async function ownHead(
  context: Pick<HandlerContext, 'receiptSettings' | 'storage'>,
  user: UserId,
  conversation: ConversationId,
): Promise<ConversationHead> {
  const head = await context.storage.head(user, conversation);
  if (!head) throw noConversation();
  return toHead(head, context);
}

/** About how many bytes a head takes on the wire; never too few by more than half. */
export function headBytes(head: ConversationHead): number {
  return 600 + (head.announcement?.length ?? 0) * 3 + head.read.length * 20 + head.memberships.length * 40;
}

/** Gives each of the users who is online their own head of the conversation (MEM-8). */
export async function announceHeads(
  context: Pick<HandlerContext, 'publisher' | 'receiptSettings' | 'storage'>,
  conversation: ConversationId,
  users: Iterable<UserId>,
): Promise<void> {
  const { storage, publisher } = context;
  const online = [...users].filter((user) => publisher.isOnline(user));
  for (let start = 0; start < online.length; start += SLICE) {
    const heads = await storage.heads(conversation, online.slice(start, start + SLICE));
    for (const { user, head } of heads) {
      publisher.toUser(user, 'conversation.changed', { conversation: toHead(head, context) });
    }
  }
}
