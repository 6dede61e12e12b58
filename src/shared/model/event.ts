import * as z from 'zod';
import { Announcement, MemberRole } from './conversation.ts';
import { Attachment, FileContent, filesOf, ImageContent } from './file.ts';
import { ClientId, ConversationId, type FileId, Seq, Timestamp, UserId } from './ids.ts';
import { PacketContent } from './packet.ts';
import { ConversationTitle } from './person.ts';
import { PictureId } from './profile-picture.ts';
import { ReceiptPolicy } from './receipt.ts';

/** Longest text of one message in UTF-16 units. */
export const MAX_TEXT_LENGTH = 16_384;

export const MAX_MENTIONS = 100;
/** Messages in one forward. */
export const MAX_FORWARDED = 100;
/** UTF-8 bytes of all texts in one forward. */
export const MAX_FORWARD_BYTES = 64 * 1024;
/** Different emoji on one message, and those of them that one person may have set. */
export const MAX_EMOJI = 20;
export const MAX_EMOJI_OF_PERSON = 10;
/** Pinned messages of one conversation. */
export const MAX_PINS = 100;

const MessageText = z
  .string()
  .min(1)
  .max(MAX_TEXT_LENGTH)
  .refine((text) => text.trim().length > 0, 'is blank')
  .refine((text) => text.isWellFormed(), 'has lone surrogates');

export const TextContent = z.object({
  type: z.literal('text'),
  text: MessageText,
  /** People the text calls by name; the relay keeps only members. */
  mentions: z.array(UserId).max(MAX_MENTIONS).optional(),
  /** Calls everybody. */
  mentionsAll: z.literal(true).optional(),
});
export type TextContent = z.infer<typeof TextContent>;

/** Someone's name card. */
export const CardContent = z.object({ type: z.literal('card'), user: UserId });

/** Messages from elsewhere, copied by the relay, so that nobody can put words into another's mouth. */
export const ForwardContent = z.object({
  type: z.literal('forward'),
  messages: z
    .array(
      z.object({
        sender: UserId,
        at: Timestamp,
        /** Of a message with an attachment, its caption or ''. */
        text: z.string().max(MAX_TEXT_LENGTH),
        attachment: Attachment.optional(),
      }),
    )
    .min(1)
    .max(MAX_FORWARDED),
});

/** What is left of a message that was recalled. `by`: who did it, where that is not its sender. */
export const RecalledContent = z.object({ type: z.literal('recalled'), by: UserId.optional() });
export type RecalledContent = z.infer<typeof RecalledContent>;

/** What is left of a message of `sender` after `by` has recalled it. */
export function recalledBy(by: UserId, sender: UserId): RecalledContent {
  return { type: 'recalled', ...(by === sender ? {} : { by }) };
}

/** What a relay gives in the place of content that this client has not said it knows. Nobody sends it. */
export const UnsupportedContent = z.object({
  type: z.literal('unsupported'),
  /** What a client has to know to be given the content. */
  feature: z.string().max(32),
});

/** What a client may send. */
export const SendableContent = z.discriminatedUnion('type', [
  TextContent,
  CardContent,
  FileContent,
  ImageContent,
  PacketContent,
]);
export type SendableContent = z.infer<typeof SendableContent>;

/** What a message says. */
export const MessageContent = z.discriminatedUnion('type', [
  TextContent,
  CardContent,
  FileContent,
  ImageContent,
  PacketContent,
  ForwardContent,
  RecalledContent,
  UnsupportedContent,
]);
export type MessageContent = z.infer<typeof MessageContent>;

/** What a message carries: itself, or in the messages that it forwards. */
export function attachmentsOf(content: MessageContent): Attachment[] {
  if (content.type === 'file' || content.type === 'image') return [content];
  return content.type === 'forward' ? content.messages.flatMap(({ attachment }) => attachment ?? []) : [];
}

/** All files that a message refers to, each once. */
export function filesOfContent(content: MessageContent): FileId[] {
  return [...new Set(attachmentsOf(content).flatMap(filesOf))];
}

/** One emoji, flags and families included. */
export const Emoji = z
  .string()
  .max(32)
  .regex(/^(?:\p{RGI_Emoji})$/v, 'is not one emoji');

export const Reaction = z.object({
  emoji: Emoji,
  count: z.int().min(1),
  /** The first who did, at most 20; whoever asks is among them if they did. */
  users: z.array(UserId).min(1).max(21),
});
export type Reaction = z.infer<typeof Reaction>;

const envelope = {
  conversation: ConversationId,
  seq: Seq,
  /** How many messages the timeline holds up to and including this event; a badge is a difference of ordinals. */
  ordinal: z.int().min(0),
  /** Who did it. */
  sender: UserId,
  at: Timestamp,
};

export const MessageCreated = z.object({
  ...envelope,
  kind: z.literal('message.created'),
  clientId: ClientId,
  /** The current content: a pulled message already carries its last edit, or that it was recalled. */
  content: MessageContent,
  /** The message of the same conversation that this one answers. */
  quote: Seq.optional(),
  /** No receipts are kept of this message; decided by the relay when it was sent. */
  receipt: z.literal(false).optional(),
  /** Seq of the last event that changed this message, which is part of what stands here; absent: none has. */
  revision: Seq.optional(),
  edited: z.literal(true).optional(),
  pinned: z.literal(true).optional(),
  reactions: z.array(Reaction).optional(),
});
export type MessageCreated = z.infer<typeof MessageCreated>;

const change = {
  ...envelope,
  /** The message that is changed. */
  target: Seq,
};

export const MessageEdited = z.object({
  ...change,
  kind: z.literal('message.edited'),
  content: z.discriminatedUnion('type', [TextContent, RecalledContent]),
});
export const MessageRecalled = z.object({ ...change, kind: z.literal('message.recalled') });
export const ReactionAdded = z.object({ ...change, kind: z.literal('reaction.added'), emoji: Emoji });
export const ReactionRemoved = z.object({ ...change, kind: z.literal('reaction.removed'), emoji: Emoji });
export const MessagePinned = z.object({ ...change, kind: z.literal('message.pinned') });
export const MessageUnpinned = z.object({ ...change, kind: z.literal('message.unpinned') });

export const ConversationCreated = z.object({
  ...envelope,
  kind: z.literal('conversation.created'),
  /** `null` in a direct conversation, whose title is the other person's name. */
  title: ConversationTitle.nullable(),
  users: z.array(UserId),
});

export const ConversationRenamed = z.object({
  ...envelope,
  kind: z.literal('conversation.renamed'),
  title: ConversationTitle,
});

/** `picture` is `null` when it was removed. */
export const ConversationPictureChanged = z.object({
  ...envelope,
  kind: z.literal('conversation.pictureChanged'),
  picture: PictureId.nullable(),
});

export const MemberAdded = z.object({
  ...envelope,
  kind: z.literal('member.added'),
  users: z.array(UserId).min(1),
});

/** Covers leaving too: then `users` is the sender alone. */
export const MemberRemoved = z.object({
  ...envelope,
  kind: z.literal('member.removed'),
  users: z.array(UserId).min(1),
});

/** `owner`: the group was handed over, and its owner until then is an admin now. */
export const MemberRoleChanged = z.object({
  ...envelope,
  kind: z.literal('member.roleChanged'),
  user: UserId,
  role: MemberRole,
});

/** `until` is `null` when a mute was lifted. */
export const MemberMuted = z.object({
  ...envelope,
  kind: z.literal('member.muted'),
  user: UserId,
  until: Timestamp.nullable(),
});

/** `text` is `null` when it was taken down. */
export const ConversationAnnounced = z.object({
  ...envelope,
  kind: z.literal('conversation.announced'),
  text: Announcement.nullable(),
});

/** The last event of a group: every stay ends with it. */
export const ConversationDissolved = z.object({
  ...envelope,
  kind: z.literal('conversation.dissolved'),
  /** An administrator of the relay did it, in the owner's name. */
  administrator: z.literal(true).optional(),
});

/** The policy for messages from here on. */
export const ReceiptsChanged = z.object({
  ...envelope,
  kind: z.literal('conversation.receiptsChanged'),
  policy: ReceiptPolicy,
});

/** The sender of `target` asks those who have not read it to do so. */
export const MessageReminded = z.object({ ...change, kind: z.literal('message.reminded') });

const KnownEvent = z.discriminatedUnion('kind', [
  MessageCreated,
  MessageEdited,
  MessageRecalled,
  ReactionAdded,
  ReactionRemoved,
  MessagePinned,
  MessageUnpinned,
  ConversationCreated,
  ConversationRenamed,
  ConversationPictureChanged,
  MemberAdded,
  MemberRemoved,
  MemberRoleChanged,
  MemberMuted,
  ConversationAnnounced,
  ConversationDissolved,
  ReceiptsChanged,
  MessageReminded,
]);
export type KnownEvent = z.infer<typeof KnownEvent>;
export type EventKind = KnownEvent['kind'];
/** The events that change a message. */
export type MessageChange = Extract<
  KnownEvent,
  {
    kind:
      | 'message.edited'
      | 'message.recalled'
      | 'reaction.added'
      | 'reaction.removed'
      | 'message.pinned'
      | 'message.unpinned';
  }
>;

export const EVENT_KINDS: readonly EventKind[] = KnownEvent.options.map((option) => option.shape.kind.value);

/** An event of a later protocol: kept and shown as "not supported", never dropped, so that seqs have no holes. */
const UnknownEvent = z
  .looseObject({ ...envelope, kind: z.string().max(64) })
  .refine((event) => !(EVENT_KINDS as readonly string[]).includes(event.kind), 'is malformed');
export type UnknownEvent = z.infer<typeof UnknownEvent>;

export const TimelineEvent = z.union([KnownEvent, UnknownEvent]);
export type TimelineEvent = KnownEvent | UnknownEvent;

/** Only messages are counted in badges and have receipts. */
export function isMessage(event: TimelineEvent): event is MessageCreated {
  return event.kind === 'message.created';
}

/** Tells the kinds of this version from those of a later one, so that a `switch` over the former can be closed. */
export function isKnown(event: TimelineEvent): event is KnownEvent {
  return (EVENT_KINDS as readonly string[]).includes(event.kind);
}
