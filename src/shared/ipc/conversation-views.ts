import * as z from 'zod';
import { ConversationKind, MemberRole } from '../model/conversation.ts';
import { ConversationId, Timestamp, UserId } from '../model/ids.ts';
import { PictureId } from '../model/profile-picture.ts';
import { ReceiptPolicy } from '../model/receipt.ts';
import { SendState } from './timeline-views.ts';

export const ConversationRow = z.object({
  id: ConversationId,
  kind: ConversationKind,
  /** A group's title, or the other person's display name. */
  title: z.string(),
  peer: UserId.nullable(),
  memberCount: z.int().min(0),
  /** `null` once I am no longer a member; history stays readable. */
  role: MemberRole.nullable(),
  headSeq: z.int().min(0),
  /** The badge. */
  unread: z.int().min(0),
  /** The newest seq I had read without a hole; the unread separator goes after it. */
  readUpTo: z.int().min(0),
  /** An unread message on this disk calls me, or everybody, by name. */
  mentioned: z.boolean(),
  /** The sender of a message that I have not read asks me to. */
  reminded: z.boolean(),
  /** Of a group; absent: none. */
  picture: PictureId.optional(),
  announcement: z.string().nullable(),
  /** I may not write before this time (relay's clock); it may be past. */
  mutedUntil: Timestamp.nullable(),
  /** What applies to the next message; `null`: not known, or I am no member. */
  receipts: ReceiptPolicy.nullable(),
  /** Newest message for the preview, outbox included. */
  last: z
    .object({
      sender: UserId,
      mine: z.boolean(),
      /** Its words, where it has any of its own: a card or a recalled message has none. */
      text: z.string().max(200),
      /** What it is, unless a text. */
      type: z.enum(['card', 'packet', 'file', 'image', 'forward', 'recalled', 'unsupported']).optional(),
      at: Timestamp,
      state: SendState,
    })
    .nullable(),
  /** Sorts the list, newest first. */
  lastAt: Timestamp,
  pinned: z.boolean(),
  muted: z.boolean(),
  /** Put away; a new message brings it back, unless it is muted. */
  archived: z.boolean(),
  /** A marker of the user's own, which no badge counts. */
  markedUnread: z.boolean(),
  draft: z.string(),
  /** Grows whenever the draft changes by something from elsewhere. */
  draftVersion: z.int().min(0),
  /** What another device has written meanwhile: it stands beside the draft until the user has chosen. */
  draftConflict: z.string().nullable(),
  /** It came out of an archive, and no relay knows of it here: it can be read and searched. */
  imported: z.literal(true).optional(),
});
export type ConversationRow = z.infer<typeof ConversationRow>;

/** Where a row stands in the list: what comes after it is asked for with this. */
export const ConversationPlace = ConversationRow.pick({ pinned: true, lastAt: true, id: true });
export type ConversationPlace = z.infer<typeof ConversationPlace>;
