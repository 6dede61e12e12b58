import * as z from 'zod';
import { ConversationFlags } from './flags.ts';
import { ConversationId, Seq, Timestamp, UserId } from './ids.ts';
import { ConversationTitle } from './person.ts';
import { PictureId } from './profile-picture.ts';
import { rangeSetSchema } from './range-set.ts';
import { ReceiptPolicy } from './receipt.ts';

export const MAX_GROUP_MEMBERS = 10_000;

/** A member's read set never has more ranges than this on the wire; the oldest holes are closed beyond it. */
export const MAX_READ_RANGES = 1_000;

/** What a group shows above its timeline, in UTF-16 units. */
export const MAX_ANNOUNCEMENT_LENGTH = 2_000;

export const Announcement = z
  .string()
  .max(MAX_ANNOUNCEMENT_LENGTH)
  .refine((text) => text.trim().length > 0, 'is blank')
  .refine((text) => text.isWellFormed(), 'has lone surrogates');

export const ConversationKind = z.enum(['direct', 'group']);
export type ConversationKind = z.infer<typeof ConversationKind>;

export const MemberRole = z.enum(['owner', 'admin', 'member']);
export type MemberRole = z.infer<typeof MemberRole>;

/**
 * One stay of a person in a conversation: a receiver of message `s` is who has `joined <= s < left` and did not
 * send it. The stay's events `joined … left` (both included) are what the person may pull.
 */
export const MembershipRange = z.object({ joined: Seq, left: Seq.nullable() });
export type MembershipRange = z.infer<typeof MembershipRange>;

/** What a relay tells one person about one conversation; everything else follows from the timeline. */
export const ConversationHead = z.object({
  id: ConversationId,
  kind: ConversationKind,
  title: ConversationTitle.nullable(),
  /** The other person of a direct conversation. */
  peer: UserId.nullable(),
  /** Current number of members. */
  memberCount: z.int().min(0),
  /** My stays, oldest first; the last one is open while I am a member. */
  memberships: z.array(MembershipRange).min(1),
  role: MemberRole.nullable(),
  /** Of a group. Absent: none, or I am no member. */
  picture: PictureId.optional(),
  /** Absent: none, or I am no member. */
  announcement: Announcement.optional(),
  /** I may not write before this time; it may lie in the past. Absent: I never was muted, or was unmuted. */
  mutedUntil: Timestamp.optional(),
  /** Newest event I may see. */
  headSeq: Seq,
  headOrdinal: z.int().min(0),
  /** Seqs I have read; my own messages are among them. */
  read: rangeSetSchema(MAX_READ_RANGES),
  /** My badge: messages of my stays up to `headSeq` that are not in `read`. */
  unread: z.int().min(0),
  /** How a client batches its acknowledgements here: after so many messages, or so many milliseconds, if sooner. */
  report: z.object({ messages: z.int().min(1), withinMs: z.int().min(1) }),
  /** What applies to the next message, the relay's own policy included; absent for a former member. */
  receipts: ReceiptPolicy.optional(),
  /** How I keep it; absent: I have said nothing of it to this relay. */
  flags: ConversationFlags.optional(),
});
export type ConversationHead = z.infer<typeof ConversationHead>;

export const Member = z.object({ user: UserId, role: MemberRole });
export type Member = z.infer<typeof Member>;
