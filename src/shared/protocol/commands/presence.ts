import * as z from 'zod';
import { ConversationId, UserId } from '../../model/ids.ts';
import { LIMITS } from '../limits.ts';
import { command, empty } from './spec.ts';

/** What is true only now: nothing of it is stored, and only who asked is told. */
export const PRESENCE_COMMANDS = {
  /** Replaces the people this connection looks at. */
  'presence.watch': command(
    'signed-in',
    z.object({ users: z.array(UserId).max(LIMITS.watchedUsers) }),
    z.object({ online: z.array(UserId) }),
  ),
  /** Replaces the conversation this connection looks at. */
  'conversation.look': command('signed-in', z.object({ conversation: ConversationId.nullable() }), empty),
  'typing.send': command('signed-in', z.object({ conversation: ConversationId }), empty),
} as const;
