import * as z from 'zod';
import { MessageContent } from '../../model/event.ts';
import { ClientId, ConversationId, Seq, Timestamp } from '../../model/ids.ts';
import { command } from './spec.ts';

/** What people write, and what they do to what was written. */
export const MESSAGE_COMMANDS = {
  'message.send': command(
    'signed-in',
    z.object({ conversation: ConversationId, clientId: ClientId, content: MessageContent }),
    z.object({ seq: Seq, ordinal: z.int().min(1), at: Timestamp }),
  ),
} as const;
