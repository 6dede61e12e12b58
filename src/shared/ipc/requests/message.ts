import * as z from 'zod';
import { Emoji, MAX_FORWARDED, SendableContent, TextContent } from '../../model/event.ts';
import { ClientId, ConversationId, Seq } from '../../model/ids.ts';
import { MessageItem, TimelineItem } from '../views.ts';
import { PAGE, nothing, request } from './spec.ts';

export const MESSAGE_REQUESTS = {
  /**
   * Items around an anchor, ascending; at most `limit`. What is missing on disk is pulled first; when that fails
   * `incomplete` is true and the items are those the disk has next to the anchor.
   */
  'timeline.page': request(
    z.object({
      conversation: ConversationId,
      anchor: z.discriminatedUnion('at', [
        z.object({ at: z.literal('latest') }),
        z.object({ at: z.literal('before'), seq: Seq }),
        z.object({ at: z.literal('after'), seq: Seq }),
        z.object({ at: z.literal('around'), seq: Seq }),
      ]),
      limit: z.int().min(1).max(PAGE),
    }),
    z.object({
      items: z.array(TimelineItem),
      /** Nothing older, or nothing newer, exists. */
      atStart: z.boolean(),
      atEnd: z.boolean(),
      incomplete: z.boolean(),
    }),
  ),
  /** Answers once the message and its outbox row are on disk; sending goes on by itself. */
  'message.send': request(
    z.object({
      conversation: ConversationId,
      content: SendableContent,
      quote: Seq.optional(),
      /** No receipts of it, please. */
      receipt: z.literal(false).optional(),
    }),
    z.object({ clientId: ClientId }),
  ),
  'message.retry': request(z.object({ clientId: ClientId }), nothing),
  /** Only a message that the relay has not stored. */
  'message.delete': request(z.object({ clientId: ClientId }), nothing),
  /** These need the relay: without a session they fail with `offline`. */
  'message.edit': request(
    z.object({ conversation: ConversationId, seq: Seq, content: TextContent }),
    nothing,
  ),
  'message.recall': request(z.object({ conversation: ConversationId, seq: Seq }), nothing),
  'message.react': request(
    z.object({ conversation: ConversationId, seq: Seq, emoji: Emoji, on: z.boolean() }),
    nothing,
  ),
  'message.pin': request(z.object({ conversation: ConversationId, seq: Seq, on: z.boolean() }), nothing),
  /** Newest pin first. */
  'message.pins': request(
    z.object({ conversation: ConversationId }),
    z.object({ items: z.array(MessageItem) }),
  ),
  'message.forward': request(
    z.object({
      from: ConversationId,
      seqs: z.array(Seq).min(1).max(MAX_FORWARDED),
      conversations: z.array(ConversationId).min(1).max(20),
    }),
    nothing,
  ),
} as const;
