import * as z from 'zod';
import { ConversationHead, Member } from '../../model/conversation.ts';
import { ClientId, ConversationId, UserId } from '../../model/ids.ts';
import { ConversationTitle } from '../../model/person.ts';
import { LIMITS } from '../limits.ts';
import { command, empty, users } from './spec.ts';

/** Conversations and who belongs to them. */
export const CONVERSATION_COMMANDS = {
  'conversation.create': command(
    'signed-in',
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('direct'), peer: UserId }),
      z.object({
        kind: z.literal('group'),
        clientId: ClientId,
        title: ConversationTitle,
        users: z.array(UserId).max(LIMITS.usersPerCommand),
      }),
    ]),
    z.object({ conversation: ConversationHead }),
  ),
  'conversation.rename': command(
    'signed-in',
    z.object({ conversation: ConversationId, title: ConversationTitle }),
    empty,
  ),
  'conversation.addMembers': command('signed-in', z.object({ conversation: ConversationId, users }), empty),
  'conversation.removeMembers': command(
    'signed-in',
    z.object({ conversation: ConversationId, users }),
    empty,
  ),
  'conversation.leave': command('signed-in', z.object({ conversation: ConversationId }), empty),
  'conversation.members': command(
    'signed-in',
    z.object({
      conversation: ConversationId,
      after: UserId.optional(),
      limit: z.int().min(1).max(LIMITS.listPage),
    }),
    z.object({ members: z.array(Member), total: z.int().min(0), more: z.boolean() }),
  ),
} as const;
