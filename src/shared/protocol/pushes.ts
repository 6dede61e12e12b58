import * as z from 'zod';
import { ChannelAnnouncement, ChannelHead, ChannelReads } from '../model/channel.ts';
import { ConversationHead, MAX_READ_RANGES } from '../model/conversation.ts';
import { Draft } from '../model/draft.ts';
import { TimelineEvent } from '../model/event.ts';
import { ConversationId, Seq, UserId } from '../model/ids.ts';
import { rangeSetSchema } from '../model/range-set.ts';
import { PacketState } from '../model/packet.ts';
import { Person } from '../model/person.ts';
import { ConversationReceipts } from '../model/receipt.ts';

/** Every frame a relay sends on its own, by its name on the wire. A client ignores names it does not know. */
export const PUSHES = {
  /** A new event; within a conversation they come in seq order. */
  'timeline.appended': z.object({ event: TimelineEvent }),
  /** Pushes of this conversation were left out, because too much waited for this connection: sync. */
  'timeline.noticed': z.object({ conversation: ConversationId, headSeq: Seq }),
  /** I joined, left or was removed, or something of the head other than its seq changed. Replaces the head. */
  'conversation.changed': z.object({ conversation: ConversationHead }),
  /** New counts of messages I sent; coalesced. Counts replace earlier ones. */
  'receipt.updated': ConversationReceipts,
  /** Another device of mine read something: my whole read set and badge as of `headSeq`. */
  'read.updated': z.object({
    conversation: ConversationId,
    headSeq: z.int().min(0),
    read: rangeSetSchema(MAX_READ_RANGES),
    unread: z.int().min(0),
  }),
  /** Everything up to this position has been sent on this connection; the next `sync.pull` may start here. */
  'sync.checkpoint': z.object({ position: z.int().min(0) }),
  /** Somebody this connection watches came or went. */
  'presence.changed': z.object({ user: UserId, online: z.boolean() }),
  /** Somebody else is writing in the conversation this connection looks at. */
  'typing.started': z.object({ conversation: ConversationId, user: UserId }),
  /** A channel is new or was renamed, or its publishers changed. Replaces the head. */
  'channel.changed': z.object({ channel: ChannelHead }),
  /** Another device of mine has read announcements: my whole read set. */
  'channel.read': ChannelReads,
  /** Another device of mine has stored a draft, or emptied it. */
  'draft.changed': z.object({ draft: Draft }),
  /** Somebody has another name or picture; coalesced, and it replaces what was told before. */
  'person.changed': z.object({ person: Person }),
  /** Shares of a red packet were taken, or what was left went back; coalesced, and it replaces what was told before. */
  'packet.changed': z.object({
    conversation: ConversationId,
    packet: PacketState,
    /** Only to the one who took it: their points. */
    mine: z.int().min(1).optional(),
  }),
  /** An administrator has given me points, or taken some back: what I have is asked for by who shows it. */
  'points.changed': z.object({}),
  /** An announcement is new or has changed; what is older than what the client has is dropped. */
  'channel.announced': z.object({ announcement: ChannelAnnouncement }),
} as const;

export type PushName = keyof typeof PUSHES;
export type PushBody<N extends PushName> = z.output<(typeof PUSHES)[N]>;
export type Push = { [N in PushName]: { readonly push: N; readonly body: PushBody<N> } }[PushName];

export function isPushName(name: string): name is PushName {
  return Object.hasOwn(PUSHES, name);
}
