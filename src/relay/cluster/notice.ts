import * as z from 'zod';
import { ChannelId, ConversationId, DeviceId, Seq, UserId } from '../../shared/model/ids.ts';

/** A commit of the storage. */
const Position = z.int().min(0);
/** So many ids of people, at most, keep a notice well below MAX_FRAME_BYTES. */
export const MAX_NOTICE_USERS = 100;
export const MAX_NOTICE_RANGES = 50;
/** So many reports are told together, at most: each brings a person and two commits. */
export const MAX_NOTICE_REPORTS = 80;
/** What is taken of a rate limit before it is told. */
const Taken = z.int().min(1).max(1_000_000);
/** As a transport names whom it limits. */
const LimitKey = z.string().min(1).max(64);
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
  /**
   * These people have reported; `ranges` hold what they had not read before, perhaps more. `covered` are the commits whose traces these
   * ones cover: a node that has not heard of one of them has missed something that no comparison finds. Earlier versions tell none.
   */
  z.object({
    kind: z.literal('reads'),
    conversation: ConversationId,
    users: Users,
    ranges: z.array(z.tuple([Seq, Seq])).max(MAX_NOTICE_RANGES),
    positions: z.array(Position).max(MAX_NOTICE_USERS),
    covered: z.array(Position).max(MAX_NOTICE_USERS).optional(),
  }),
  /** The receipts of old messages were removed. */
  z.object({ kind: z.literal('receiptsClosed'), conversation: ConversationId }),
  /** Something of the conversation changed for this person only. */
  z.object({
    kind: z.literal('head'),
    conversation: ConversationId,
    user: UserId,
    position: Position.optional(),
  }),
  z.object({ kind: z.literal('draft'), user: UserId, conversation: ConversationId, position: Position }),
  /** Their name or picture, or that they have an account. */
  z.object({ kind: z.literal('person'), user: UserId, position: Position }),
  /** Somebody took of a red packet, or what was left of it went back. */
  z.object({ kind: z.literal('packet'), conversation: ConversationId, seq: Seq }),
  /** An administrator has given this person points, or taken some back. */
  z.object({ kind: z.literal('points'), user: UserId }),
  /** Channels or announcements. */
  z.object({ kind: z.literal('channels'), position: Position }),
  z.object({ kind: z.literal('channelReads'), user: UserId, channel: ChannelId, position: Position }),
  z.object({ kind: z.literal('revoked'), user: UserId, device: DeviceId }),
  z.object({ kind: z.literal('policies') }),
  z.object({ kind: z.literal('callbacks') }),
  z.object({ kind: z.literal('typing'), conversation: ConversationId, user: UserId }),
  /** An account has run so many commands at the node, or such that write (LIM-1, LIM-2). */
  z.object({
    kind: z.literal('accountTaken'),
    user: UserId,
    limit: z.enum(['commands', 'messages']),
    taken: Taken,
  }),
  /** So many sign-ins have come to the node from an address (LIM-5). */
  z.object({ kind: z.literal('signInsTaken'), address: LimitKey, taken: Taken }),
  /** Somebody has reminded those who have not read a message (RCP-15). */
  z.object({ kind: z.literal('reminded'), user: UserId, conversation: ConversationId, seq: Seq }),
  /** The node is there. Others forget it, and whom it said to be online, when it has been silent for a while. */
  z.object({ kind: z.literal('alive') }),
  z.object({ kind: z.literal('leaving') }),
  /** Somebody at the node looks at the presence of these people. Renewed as long as it is so. */
  z.object({ kind: z.literal('watching'), users: Users }),
  /** Whether these people are signed in at the node. */
  z.object({ kind: z.literal('presence'), users: Users, online: z.boolean() }),
]);
export type Notice = z.infer<typeof Notice>;
