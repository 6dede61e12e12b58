import * as z from 'zod';
import { ArchivedChannel, ArchivedConversation } from '../../../shared/archive/format.ts';
import { ErrorCode } from '../../../shared/errors.ts';
import { NoticeItem } from '../../../shared/ipc/views.ts';
import { ConversationKind, MemberRole, MembershipRange } from '../../../shared/model/conversation.ts';
import { MessageContent } from '../../../shared/model/event.ts';
import {
  ChannelId,
  ClientId,
  ConversationId,
  FileId,
  Seq,
  Timestamp,
  UserId,
} from '../../../shared/model/ids.ts';
import { ReceiptPolicy } from '../../../shared/model/receipt.ts';
import { ITEM_KIND, ITEM_STATE } from '../item.ts';
import { LOST_SEQ } from '../queries/announcement-queries.ts';
import { bytesToUuid } from '../uuid-bytes.ts';

// Rows of any version of the schema, from a file that is damaged: what a bit has changed into something impossible is not taken
// over, and columns that a version lacks have their defaults.

/** JSON in a text column. */
function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

const flag = z.union([z.literal(0), z.literal(1)]).default(0);
const count = z.int().min(0);
const num = z.int().min(0);

/** Sets of seqs as the store keeps them: any number of ranges, ascending and apart. */
const Ranges = z
  .array(z.tuple([Seq, Seq]))
  .refine((ranges) => ranges.every(([from, to], i) => from <= to && from > (ranges[i - 1]?.[1] ?? 0)));

const bytesId = z
  .instanceof(Uint8Array)
  .transform((bytes) => bytesToUuid(Buffer.from(bytes)))
  .pipe(ClientId);

export const OldPerson = z.object({
  place: num,
  id: UserId,
  name: z.string().nullable(),
  display_name: z.string().nullable(),
});

/** What only this device knows of a conversation, and what its row in the list shows. */
export const OldConversation = z.object({
  place: num,
  id: ConversationId,
  kind: ConversationKind,
  title: z.string().nullable(),
  peer: num.nullable(),
  member_count: count,
  role: MemberRole.nullable().catch(null),
  head_seq: count,
  unread: count.catch(0),
  read_up_to: count.catch(0),
  last_sender: num.nullable().catch(null),
  last_text: z.string().nullable().catch(null),
  last_type: z.string().default('text'),
  last_message_at: Timestamp.nullable().catch(null),
  last_state: z.int().nullable().catch(null),
  last_error: z.string().nullable().catch(null),
  last_at: Timestamp.catch(0),
  pinned: flag.catch(0),
  muted: flag.catch(0),
  archived: count.catch(0),
  marked_unread: flag.catch(0),
  /** A sum of 1 (pinned), 2 (muted), 4 (archived), 8 (marked unread). Older stores have none and told the relay nothing. */
  flags_pending: count.optional().catch(undefined),
  draft: z.string().catch(''),
  announcement: z.string().nullish().catch(null),
  muted_until: Timestamp.nullish().catch(null),
  receipts: ReceiptPolicy.nullish().catch(null),
  /** Of a conversation that came out of an archive. */
  archive: json(ArchivedConversation).nullish().catch(null),
});
export type OldConversation = z.infer<typeof OldConversation>;

/** How far synchronising was. */
export const OldProgress = z.object({
  place: num,
  memberships: json(z.array(MembershipRange)),
  held: json(Ranges),
  read: json(Ranges),
  pending: json(Ranges),
  pending_unread: count,
  counted_to: count,
  delivered: count,
  delivered_reported: count,
  report_messages: count,
  report_ms: count,
});
export type OldProgress = z.infer<typeof OldProgress>;

const item = {
  place: num,
  conversation: num,
  sender: num,
  at: Timestamp,
  quote: Seq.nullish(),
  receipt: flag.default(1),
};

const message = {
  ...item,
  kind: z.literal(ITEM_KIND.message),
  client_id: bytesId,
  body: json(MessageContent),
};

/** A message that the relay has not stored. */
export const OldUnsent = z.object({
  ...message,
  seq: z.null(),
  sender: z.literal(1),
  state: z.union([z.literal(ITEM_STATE.sending), z.literal(ITEM_STATE.failed)]),
  error: ErrorCode.nullable().catch(null),
});
export type OldUnsent = z.infer<typeof OldUnsent>;

const sent = { seq: Seq, state: z.literal(ITEM_STATE.sent) };

/** An item of a timeline. */
export const OldItem = z.discriminatedUnion('kind', [
  z.object({
    ...message,
    ...sent,
    unread: count.nullable(),
    receivers: count.nullable(),
    revision: count.default(0),
    content_seq: count.default(0),
    pin_seq: count.default(0),
    edited: flag,
    pinned: flag,
    mentions_me: flag,
  }),
  z.object({
    ...item,
    ...sent,
    kind: z.literal(ITEM_KIND.notice),
    client_id: z.null(),
    body: json(NoticeItem.shape.notice),
  }),
]);
export type OldItem = z.infer<typeof OldItem>;

export const OldReaction = z.object({
  emoji: z.string().min(1).max(64),
  person: num,
  amount: z.int(),
  seq: z.int(),
});

/** A message of somebody else's that the relay has lost. */
export const OldLost = z.object({
  conversation: num,
  seq: Seq,
  sender: num,
  at: Timestamp,
  body: json(MessageContent),
});

export const OldUpload = z.object({
  file: FileId,
  message: bytesId,
  path: z.string().min(1),
  name: z.string(),
  type: z.string(),
  size: count,
  modified: z.number(),
  copied: flag,
  state: z.union([z.literal(0), z.literal(1), z.literal(2)]),
});

export const OldChannel = z.object({
  id: ChannelId,
  title: z.string(),
  owner: UserId,
  publishers: json(z.array(UserId)),
  read: json(Ranges),
  pending: json(Ranges),
  archive: json(ArchivedChannel).nullable().catch(null),
});

/** As archives have it; those that the relay has lost have no seq. */
export const OldAnnouncement = z
  .object({
    channel: num,
    sender: num,
    seq: num,
    state: z.string(),
    title: z.string(),
    text: z.string(),
    at: Timestamp,
    modified_at: Timestamp.nullable(),
    expires_at: Timestamp.nullable(),
    pre_release: flag,
  })
  .transform(({ channel, sender, title, text, modified_at: modifiedAt, expires_at: expiresAt, ...row }) => {
    const { state, at, pre_release: preRelease } = row;
    const seq = row.seq < LOST_SEQ ? { seq: row.seq } : {};
    const words = {
      title,
      text,
      ...(modifiedAt === null ? {} : { modifiedAt }),
      ...(expiresAt === null ? {} : { expiresAt }),
      ...(preRelease === 1 ? { preRelease: true } : {}),
    };
    const line = { type: 'announcement', state, at, ...seq, ...(state === 'recalled' ? {} : words) };
    return { channel, sender, line };
  });

/**
 * How far the file had followed the relay. A generation that no relay has told is absent, and so is a position of a store that has
 * never caught up.
 */
export const OldFollowed = z.object({
  me: UserId,
  generation: z.string().min(1).max(64).optional(),
  position: z.coerce.number().pipe(count).default(0),
  /** As `MetaQueries.followed`: the file had been salvaged itself. */
  followed: z.coerce.number().pipe(count).optional(),
  comparing: z.enum(['0', '1']).default('0'),
});
