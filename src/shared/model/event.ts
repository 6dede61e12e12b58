import * as z from 'zod';
import { ClientId, ConversationId, Seq, Timestamp, UserId } from './ids.ts';
import { ConversationTitle } from './person.ts';

/** Longest text of one message in UTF-16 units. */
export const MAX_TEXT_LENGTH = 16_384;

export const TextContent = z.object({
  type: z.literal('text'),
  text: z
    .string()
    .min(1)
    .max(MAX_TEXT_LENGTH)
    .refine((text) => text.trim().length > 0, 'is blank')
    .refine((text) => text.isWellFormed(), 'has lone surrogates'),
});

/** What a message says. Files, images and name cards join this union with their issues. */
export const MessageContent = z.discriminatedUnion('type', [TextContent]);
export type MessageContent = z.infer<typeof MessageContent>;

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
  content: MessageContent,
});
export type MessageCreated = z.infer<typeof MessageCreated>;

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

const KnownEvent = z.discriminatedUnion('kind', [
  MessageCreated,
  ConversationCreated,
  ConversationRenamed,
  MemberAdded,
  MemberRemoved,
]);
export type KnownEvent = z.infer<typeof KnownEvent>;
export type EventKind = KnownEvent['kind'];

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
