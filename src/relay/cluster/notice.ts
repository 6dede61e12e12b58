import * as z from 'zod';
import { ChannelId, ConversationId, DeviceId, Seq, UserId } from '../../shared/model/ids.ts';

/** A commit of the storage. */
const Position = z.int().min(0);
/** So many ids of people, at most, keep a notice well below MAX_FRAME_BYTES. */
export const MAX_NOTICE_USERS = 100;
export const MAX_NOTICE_RANGES = 50;
const Users = z.array(UserId).max(MAX_NOTICE_USERS);

/**
 * What one node tells the others: where something changed, never what. The storage has that, and whoever is told reads it there.
 * Positions are the commits told of; a node that has heard of them all has missed nothing.
 */
export const Notice = z.discriminatedUnion('kind', [
  /** The timeline has an event of this seq. */
  z.object({
    kind: z.literal('timeline'),
    conversation: ConversationId,
    seq: Seq,
    position: Position.optional(),
  }),
  /** These people have reported; `ranges` hold what they had not read before, perhaps more. */
  z.object({
    kind: z.literal('reads'),
    conversation: ConversationId,
    users: Users,
    ranges: z.array(z.tuple([Seq, Seq])).max(MAX_NOTICE_RANGES),
    positions: z.array(Position).max(MAX_NOTICE_USERS),
  }),
  /** The receipts of old messages were removed. */
  z.object({ kind: z.literal('receiptsClosed'), conversation: ConversationId }),
  /** Something of the conversation changed for this person only. */
  z.object({ kind: z.literal('head'), conversation: ConversationId, user: UserId }),
  z.object({ kind: z.literal('draft'), user: UserId, conversation: ConversationId, position: Position }),
  /** Somebody took of a red packet, or what was left of it went back. */
  z.object({ kind: z.literal('packet'), conversation: ConversationId, seq: Seq }),
  /** Channels or announcements. */
  z.object({ kind: z.literal('channels'), position: Position }),
  z.object({ kind: z.literal('channelReads'), user: UserId, channel: ChannelId, position: Position }),
  z.object({ kind: z.literal('revoked'), user: UserId, device: DeviceId }),
  z.object({ kind: z.literal('policies') }),
  z.object({ kind: z.literal('callbacks') }),
  z.object({ kind: z.literal('typing'), conversation: ConversationId, user: UserId }),
  /** The node is there. Others forget it, and whom it said to be online, when it has been silent for a while. */
  z.object({ kind: z.literal('alive') }),
  z.object({ kind: z.literal('leaving') }),
  /** Somebody at the node looks at the presence of these people. Renewed as long as it is so. */
  z.object({ kind: z.literal('watching'), users: Users }),
  /** Whether these people are signed in at the node. */
  z.object({ kind: z.literal('presence'), users: Users, online: z.boolean() }),
]);
export type Notice = z.infer<typeof Notice>;
