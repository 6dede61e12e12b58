import * as z from 'zod';
import { NoticeItem } from '../ipc/views.ts';
import { ConversationKind, MemberRole, MembershipRange } from '../model/conversation.ts';
import { DraftText } from '../model/draft.ts';
import { AnnouncementText, AnnouncementTitle, MAX_ANNOUNCEMENTS, MAX_PUBLISHERS } from '../model/channel.ts';
import { CardContent, MessageContent, TextContent } from '../model/event.ts';
import { ChannelId, ClientId, ConversationId, Seq, Timestamp, UserId } from '../model/ids.ts';
import { ConversationTitle, Person } from '../model/person.ts';
import { rangeSetSchema } from '../model/range-set.ts';
import { ReceiptPolicy } from '../model/receipt.ts';

// What docs/archive-format.md describes. Objects are strict: what a reader would drop must not look as if it were kept.

/**
 * Grows with each change that an older reader would misread. 2: drafts and unsent messages, 3: channels; what is of an earlier version has
 * none of them.
 */
export const ARCHIVE_VERSION = 3;

/** Longest line of any file of an archive; bytes with its end. A merged forward of full length fits six times. */
export const MAX_LINE_BYTES = 1024 * 1024;
/** Conversations of one archive. */
export const MAX_ARCHIVED_CONVERSATIONS = 1_000_000;
/** Channels of one archive. A relay has a hundred; the others are of other archives. */
export const MAX_ARCHIVED_CHANNELS = 1_000;
/** Announcements of one of them; beyond `MAX_ANNOUNCEMENTS` those that their relay has lost. */
export const MAX_ARCHIVED_ANNOUNCEMENTS = 100_000;
const MAX_RANGES = 50_000;
const MAX_REACTIONS = 20_000;

/** Who looks at a version first need not know the rest of it. */
export const ArchiveMark = z.looseObject({ format: z.literal('yidu-archive'), version: z.int().min(1) });

/** What opens with Yidu: a system tells files by their names. */
export const ARCHIVE_FILE = 'archive.yidu';

/** `archive.yidu`: the last file that is written, and the first that is read. */
export const ArchiveManifest = z
  .strictObject({
    format: z.literal('yidu-archive'),
    version: z.literal([1, 2, ARCHIVE_VERSION]),
    exportedAt: Timestamp,
    /** The client's version. */
    client: z.string().max(64),
    /** Whose history it is. */
    me: Person,
    /** Address of the relay whose it was. */
    relay: z.string().max(500),
    /** Lines of `conversations.jsonl` and of `people.jsonl`. */
    conversations: z.int().min(0).max(MAX_ARCHIVED_CONVERSATIONS),
    people: z.int().min(0),
    /** Channels in `channels.jsonl`; absent before version 3, which had no such file. */
    channels: z.int().min(0).max(MAX_ARCHIVED_CHANNELS).optional(),
    /** Contents in `files/`; 0 where none were wanted. */
    files: z.int().min(0),
  })
  .refine(({ version, channels }) => (channels === undefined) === version < 3, { path: ['channels'] });
export type ArchiveManifest = z.infer<typeof ArchiveManifest>;

/** A line of `conversations.jsonl`. Ids ascend. */
export const ArchivedEntry = z.strictObject({
  id: ConversationId,
  /** Lines of its own file below the first. */
  items: z.int().min(0),
});
export type ArchivedEntry = z.infer<typeof ArchivedEntry>;

/** First line of `conversations/<id>.jsonl`: what the client knew of the conversation. */
export const ArchivedConversation = z.strictObject({
  type: z.literal('conversation'),
  id: ConversationId,
  kind: ConversationKind,
  title: ConversationTitle.nullable(),
  /** The other person of a direct conversation. */
  peer: UserId.nullable(),
  memberCount: z.int().min(0),
  role: MemberRole.nullable(),
  announcement: z.string().max(2_000).nullable(),
  mutedUntil: Timestamp.nullable(),
  receipts: ReceiptPolicy.nullable(),
  headSeq: z.int().min(0),
  memberships: z.array(MembershipRange).max(MAX_RANGES),
  /** Seqs of which everything is here; those among them without a line have changed messages that have one. */
  held: rangeSetSchema(MAX_RANGES),
  /** What its owner had read. */
  read: rangeSetSchema(MAX_RANGES),
  pinned: z.boolean(),
  muted: z.boolean(),
  archived: z.boolean(),
  /** What was being written there. */
  draft: DraftText.min(1).optional(),
});
export type ArchivedConversation = z.infer<typeof ArchivedConversation>;

/** Somebody's last word on one emoji; `user` `null`: all who are only counted. `amount` 0: taken back. */
const ArchivedReaction = z.strictObject({
  emoji: z.string().min(1).max(32),
  user: UserId.nullable(),
  amount: z.int(),
  seq: z.int(),
});
export type ArchivedReaction = z.infer<typeof ArchivedReaction>;

/** A message as it is now. */
export const ArchivedMessage = z.strictObject({
  type: z.literal('message'),
  seq: Seq,
  sender: UserId,
  at: Timestamp,
  clientId: ClientId,
  content: MessageContent,
  /** Seq of the message that it answers. */
  quote: Seq.optional(),
  edited: z.literal(true).optional(),
  pinned: z.literal(true).optional(),
  /** No receipts are kept of it. */
  receiptKept: z.literal(false).optional(),
  /** As its sender last knew. */
  receipt: z.strictObject({ unread: z.int().min(0), receivers: z.int().min(0) }).optional(),
  /** Seqs of the changes that are part of it: all up to `all`; the last one of its content, and of its pin. */
  changes: z.strictObject({ all: z.int().min(0), content: z.int().min(0), pin: z.int().min(0) }).optional(),
  reactions: z.array(ArchivedReaction).max(MAX_REACTIONS).optional(),
});
export type ArchivedMessage = z.infer<typeof ArchivedMessage>;

/** A membership change or the like. */
export const ArchivedNotice = z.strictObject({
  type: z.literal('notice'),
  seq: Seq,
  sender: UserId,
  at: Timestamp,
  notice: NoticeItem.shape.notice,
});
export type ArchivedNotice = z.infer<typeof ArchivedNotice>;

/** A line of the timeline; their seqs ascend. */
export const ArchivedItem = z.discriminatedUnion('type', [ArchivedMessage, ArchivedNotice]);
export type ArchivedItem = z.infer<typeof ArchivedItem>;

/** A message of one's own that no relay had stored. Behind the timeline, in the order in which they would have been sent. */
export const ArchivedUnsent = z.strictObject({
  type: z.literal('unsent'),
  at: Timestamp,
  clientId: ClientId,
  /** Files that were to be sent lie elsewhere on their disk, and points are given only by who is asked for them. */
  content: z.discriminatedUnion('type', [TextContent, CardContent]),
  quote: Seq.optional(),
  receiptKept: z.literal(false).optional(),
});
export type ArchivedUnsent = z.infer<typeof ArchivedUnsent>;

/** Unsent messages of one conversation; further ones stay where they are. */
export const MAX_ARCHIVED_UNSENT = 1_000;

/** Every line but the first. */
export const ArchivedLine = z.discriminatedUnion('type', [ArchivedMessage, ArchivedNotice, ArchivedUnsent]);
export type ArchivedLine = z.infer<typeof ArchivedLine>;

/** A line of `channels.jsonl`: what the client knew of a channel. Its announcements follow. Ids ascend. */
export const ArchivedChannel = z.strictObject({
  type: z.literal('channel'),
  id: ChannelId,
  title: ConversationTitle,
  owner: UserId,
  publishers: z.array(UserId).max(MAX_PUBLISHERS),
  /** Seqs of announcements that were shown to the archive's owner. */
  read: rangeSetSchema(MAX_ANNOUNCEMENTS),
  /** Lines of announcements below this one. */
  items: z.int().min(0).max(MAX_ARCHIVED_ANNOUNCEMENTS),
});
export type ArchivedChannel = z.infer<typeof ArchivedChannel>;

const announcement = {
  type: z.literal('announcement'),
  sender: UserId,
  at: Timestamp,
};
const seqInChannel = Seq.max(MAX_ANNOUNCEMENTS);
const announced = {
  ...announcement,
  title: AnnouncementTitle,
  text: AnnouncementText,
  modifiedAt: Timestamp.optional(),
  expiresAt: Timestamp.optional(),
  preRelease: z.literal(true).optional(),
};

/** An announcement as it is now; seqs ascend. */
export const ArchivedAnnouncement = z.discriminatedUnion('state', [
  z.strictObject({ ...announced, state: z.literal('running'), seq: seqInChannel }),
  /** Without a seq, and behind all others: its relay has lost it, and may give its seq to another one. */
  z.strictObject({ ...announced, state: z.literal('stopped'), seq: seqInChannel.optional() }),
  /** Nothing is left of its words. */
  z.strictObject({ ...announcement, state: z.literal('recalled'), seq: seqInChannel }),
]);
export type ArchivedAnnouncement = z.infer<typeof ArchivedAnnouncement>;
