import * as z from 'zod';
import { ErrorCode } from '../errors.ts';
import { MemberRole } from '../model/conversation.ts';
import { MessageContent } from '../model/event.ts';
import { ClientId, ConversationId, Seq, Timestamp, UserId } from '../model/ids.ts';
import { ReceiptPolicy } from '../model/receipt.ts';

export const SendState = z.discriminatedUnion('kind', [
  /** In the outbox, or on its way. `upload`: its files come first, or are held back. */
  z.object({ kind: z.literal('sending'), upload: z.enum(['waiting', 'paused']).optional() }),
  /** Stored by the relay. */
  z.object({ kind: z.literal('sent') }),
  /** Refused; the text is kept until the user retries or deletes it. */
  z.object({ kind: z.literal('failed'), error: ErrorCode }),
]);
export type SendState = z.infer<typeof SendState>;

const item = {
  /** Stable over the item's life, also when a sending message gets its seq. Unique within the conversation. */
  key: z.string(),
  conversation: ConversationId,
  /** `null` while in the outbox. */
  seq: Seq.nullable(),
  sender: UserId,
  at: Timestamp,
};

export const MessageItem = z.object({
  ...item,
  kind: z.literal('message'),
  clientId: ClientId,
  mine: z.boolean(),
  content: MessageContent,
  state: SendState,
  /** Of my own sent messages, once known. `unread` 0 = all read. */
  receipt: z.object({ unread: z.int().min(0), receivers: z.int().min(0) }).nullable(),
  /** False: nobody is told who has read it. */
  receiptKept: z.boolean(),
  /** Whether I have read it; mine always are. */
  read: z.boolean(),
  edited: z.boolean(),
  pinned: z.boolean(),
  /** In the order in which they came. */
  reactions: z.array(
    z.object({ emoji: z.string(), count: z.int().min(1), mine: z.boolean(), users: z.array(UserId) }),
  ),
  /** The message this one answers; `content` is `null` while it is not on this disk, or never will be. */
  quote: z.object({ seq: Seq, sender: UserId.nullable(), content: MessageContent.nullable() }).nullable(),
  /** Someone calls me, or everybody, by name. */
  mentionsMe: z.boolean(),
});
export type MessageItem = z.infer<typeof MessageItem>;

/** A membership change or the like, shown as one centred line. */
export const NoticeItem = z.object({
  ...item,
  kind: z.literal('notice'),
  notice: z.discriminatedUnion('type', [
    z.object({ type: z.literal('created') }),
    z.object({ type: z.literal('renamed'), title: z.string() }),
    z.object({ type: z.literal('pictured'), removed: z.boolean() }),
    z.object({ type: z.literal('added'), users: z.array(UserId) }),
    z.object({ type: z.literal('removed'), users: z.array(UserId) }),
    z.object({ type: z.literal('left') }),
    z.object({ type: z.literal('role'), user: UserId, role: MemberRole }),
    /** `until` is `null` when a mute was lifted. */
    z.object({ type: z.literal('muted'), user: UserId, until: Timestamp.nullable() }),
    /** `text` is `null` when it was taken down. */
    z.object({ type: z.literal('announced'), text: z.string().nullable() }),
    /** `administrator`: not the sender did it, but an administrator of the relay. */
    z.object({ type: z.literal('dissolved'), administrator: z.literal(true).optional() }),
    z.object({ type: z.literal('receipts'), policy: ReceiptPolicy }),
    /** The sender asks those who have not read the message `seq` to do so. */
    z.object({ type: z.literal('reminded'), seq: Seq }),
    /** An event of a later version. */
    z.object({ type: z.literal('unsupported') }),
  ]),
});
export type NoticeItem = z.infer<typeof NoticeItem>;

export const TimelineItem = z.discriminatedUnion('kind', [MessageItem, NoticeItem]);
export type TimelineItem = z.infer<typeof TimelineItem>;
