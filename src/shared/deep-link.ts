import * as z from 'zod';
import { parseInviteLink } from './invite-link.ts';
import { ChannelId, ConversationId, Seq } from './model/ids.ts';

/** Where a link leads; nothing has been done yet when one has been read. */
export const DeepLink = z.discriminatedUnion('to', [
  /** A conversation of whoever is signed in, at one message or where it was left (LNK-3). */
  z.object({ to: z.literal('message'), conversation: ConversationId, seq: Seq.nullable() }),
  /** An announcement of a channel of whoever is signed in (LNK-4). */
  z.object({ to: z.literal('announcement'), channel: ChannelId, seq: Seq }),
  /** To a relay or into a group (LNK-1), once the person who opened it has agreed. */
  z.object({ to: z.literal('join'), link: z.string().max(1_000) }),
]);
export type DeepLink = z.infer<typeof DeepLink>;

const SCHEME = /^yidu:\/\//i;
const MAX_LENGTH = 1_000;
const MESSAGE = /^yidu:\/\/open\/([0-9a-f-]{36})(?:\/([1-9][0-9]{0,9}))?\/?$/i;

const ANNOUNCEMENT = /^yidu:\/\/channel\/([0-9a-f-]{36})\/([1-9][0-9]{0,9})\/?$/i;

/** The link to an announcement. It says nothing to whoever it is not for. */
export function formatAnnouncementLink(channel: ChannelId, seq: number): string {
  return `yidu://channel/${channel}/${seq}`;
}

/** The link to a message, or to a conversation as a whole. It says nothing to whoever is no member. */
export function formatMessageLink(conversation: ConversationId, seq: number | null): string {
  return `yidu://open/${conversation}${seq === null ? '' : `/${seq}`}`;
}

/** `null` for whatever is not exactly one of our links: it comes from other programs, and from web pages. */
export function parseDeepLink(text: string): DeepLink | null {
  if (text.length > MAX_LENGTH) return null;
  const trimmed = text.trim();
  const [, channel, number] = ANNOUNCEMENT.exec(trimmed) ?? [];
  if (channel !== undefined) {
    const announcement = { to: 'announcement', channel: channel.toLowerCase(), seq: Number(number) };
    return DeepLink.safeParse(announcement).data ?? null;
  }
  const [, conversation, seq] = MESSAGE.exec(trimmed) ?? [];
  if (conversation === undefined) return parseInviteLink(trimmed) ? { to: 'join', link: trimmed } : null;
  const link = DeepLink.safeParse({
    to: 'message',
    conversation: conversation.toLowerCase(),
    seq: seq === undefined ? null : Number(seq),
  });
  return link.success ? link.data : null;
}

/**
 * The link among the arguments that a process was started with. The system gives it as the last one; whatever else a web page
 * may have got in beside it, switches above all, is no link and is not looked at.
 */
export function linkFromArguments(argv: readonly string[]): DeepLink | null {
  const last = argv.at(-1);
  return last !== undefined && SCHEME.test(last) ? parseDeepLink(last) : null;
}
