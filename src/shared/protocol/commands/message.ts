import * as z from 'zod';
import { Emoji, MAX_FORWARDED, SendableContent, TextContent } from '../../model/event.ts';
import { ClientId, ConversationId, Seq, Timestamp } from '../../model/ids.ts';
import { command } from './spec.ts';

const Stored = z.object({ seq: Seq, ordinal: z.int().min(1), at: Timestamp });
const target = { conversation: ConversationId, seq: Seq };
/** The seq of the event that made the change; `null`: it was so already. */
const Changed = z.object({ by: Seq.nullable() });

/** What people write, and what they do to what was written. */
export const MESSAGE_COMMANDS = {
  'message.send': command(
    'signed-in',
    z.object({
      conversation: ConversationId,
      clientId: ClientId,
      content: SendableContent,
      quote: Seq.optional(),
      /** No receipts, please; counts only where the conversation's policy is `on`. */
      receipt: z.literal(false).optional(),
    }),
    Stored,
  ),
  /** Copies messages that the caller may see into another conversation, as one message. */
  'message.forward': command(
    'signed-in',
    z.object({
      from: ConversationId,
      seqs: z.array(Seq).min(1).max(MAX_FORWARDED),
      conversation: ConversationId,
      clientId: ClientId,
    }),
    Stored,
  ),
  'message.edit': command('signed-in', z.object({ ...target, content: TextContent }), Changed),
  'message.recall': command('signed-in', z.object(target), Changed),
  'message.react': command('signed-in', z.object({ ...target, emoji: Emoji, on: z.boolean() }), Changed),
  'message.pin': command('signed-in', z.object({ ...target, on: z.boolean() }), Changed),
  /** Seqs of what is pinned, newest pin first, as far as the caller may see it. */
  'message.pins': command(
    'signed-in',
    z.object({ conversation: ConversationId }),
    z.object({ seqs: z.array(Seq) }),
  ),
} as const;
