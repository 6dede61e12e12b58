import * as z from 'zod';
import { Announcement, ConversationHead, Member } from '../../model/conversation.ts';
import { ConversationFlags } from '../../model/flags.ts';
import { ClientId, ConversationId, Timestamp, UserId } from '../../model/ids.ts';
import { ConversationTitle } from '../../model/person.ts';
import { PictureBytes } from '../../model/profile-picture.ts';
import { LIMITS } from '../limits.ts';
import { command, empty, inviteCode, inviteUses, users } from './spec.ts';

const one = { conversation: ConversationId, user: UserId };

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
  'conversation.setPicture': command(
    'signed-in',
    z.object({ conversation: ConversationId, picture: PictureBytes.nullable() }),
    empty,
  ),
  'conversation.addMembers': command('signed-in', z.object({ conversation: ConversationId, users }), empty),
  'conversation.removeMembers': command(
    'signed-in',
    z.object({ conversation: ConversationId, users }),
    empty,
  ),
  'conversation.leave': command('signed-in', z.object({ conversation: ConversationId }), empty),
  'conversation.setRole': command(
    'signed-in',
    z.object({ ...one, role: z.enum(['admin', 'member']) }),
    empty,
  ),
  'conversation.transfer': command('signed-in', z.object(one), empty),
  'conversation.dissolve': command('signed-in', z.object({ conversation: ConversationId }), empty),
  'conversation.muteMember': command('signed-in', z.object({ ...one, until: Timestamp.nullable() }), empty),
  'conversation.setAnnouncement': command(
    'signed-in',
    z.object({ conversation: ConversationId, text: Announcement.nullable() }),
    empty,
  ),
  'conversation.createInvite': command(
    'signed-in',
    z.object({
      conversation: ConversationId,
      maxUses: inviteUses.optional(),
      expiresAt: Timestamp.optional(),
    }),
    z.object({ code: inviteCode }),
  ),
  'conversation.revokeInvites': command('signed-in', z.object({ conversation: ConversationId }), empty),
  'conversation.join': command(
    'signed-in',
    z.object({ code: inviteCode }),
    z.object({ conversation: ConversationHead }),
  ),
  /** What is absent stays. */
  'conversation.flag': command(
    'signed-in',
    ConversationFlags.partial().extend({ conversation: ConversationId }),
    empty,
  ),
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
