import * as z from 'zod';
import { Member } from '../../model/conversation.ts';
import { MAX_TEXT_LENGTH } from '../../model/event.ts';
import { ConversationId, UserId } from '../../model/ids.ts';
import { ConversationTitle } from '../../model/person.ts';
import { CONVERSATION_COMMANDS } from '../../protocol/commands/conversation.ts';
import { RECEIPT_COMMANDS } from '../../protocol/commands/receipt.ts';
import { ConversationPlace, ConversationRow } from '../views.ts';
import { NewPicture, nothing, request } from './spec.ts';

export const CONVERSATION_REQUESTS = {
  /** A page of the list: what comes after a row, or the first. What moves meanwhile is told by `store.changed`. */
  'conversation.list': request(
    z.object({ after: ConversationPlace.optional() }),
    z.object({ conversations: z.array(ConversationRow), totalUnread: z.int().min(0), more: z.boolean() }),
  ),
  'conversation.createDirect': request(z.object({ peer: UserId }), ConversationRow),
  'conversation.createGroup': request(
    z.object({ title: ConversationTitle, users: z.array(UserId).max(1_000) }),
    ConversationRow,
  ),
  'conversation.members': request(
    z.object({ conversation: ConversationId, after: UserId.optional() }),
    z.object({ members: z.array(Member), total: z.int().min(0), more: z.boolean() }),
  ),
  'conversation.addMembers': request(
    z.object({ conversation: ConversationId, users: z.array(UserId).min(1).max(1_000) }),
    nothing,
  ),
  'conversation.removeMembers': request(
    z.object({ conversation: ConversationId, users: z.array(UserId).min(1).max(1_000) }),
    nothing,
  ),
  'conversation.leave': request(z.object({ conversation: ConversationId }), nothing),
  'conversation.rename': request(
    z.object({ conversation: ConversationId, title: ConversationTitle }),
    nothing,
  ),
  'conversation.setPicture': request(
    z.object({ conversation: ConversationId, picture: NewPicture.nullable() }),
    nothing,
  ),
  'conversation.setRole': request(CONVERSATION_COMMANDS['conversation.setRole'].args, nothing),
  'conversation.transfer': request(CONVERSATION_COMMANDS['conversation.transfer'].args, nothing),
  'conversation.dissolve': request(CONVERSATION_COMMANDS['conversation.dissolve'].args, nothing),
  'conversation.muteMember': request(CONVERSATION_COMMANDS['conversation.muteMember'].args, nothing),
  'conversation.setAnnouncement': request(
    CONVERSATION_COMMANDS['conversation.setAnnouncement'].args,
    nothing,
  ),
  'conversation.setReceipts': request(RECEIPT_COMMANDS['conversation.setReceipts'].args, nothing),
  'conversation.createInvite': request(
    CONVERSATION_COMMANDS['conversation.createInvite'].args,
    CONVERSATION_COMMANDS['conversation.createInvite'].result,
  ),
  'conversation.revokeInvites': request(CONVERSATION_COMMANDS['conversation.revokeInvites'].args, nothing),
  'conversation.join': request(CONVERSATION_COMMANDS['conversation.join'].args, ConversationRow),
  /** Kept on this device. */
  'conversation.flag': request(
    z.object({
      conversation: ConversationId,
      pinned: z.boolean().optional(),
      muted: z.boolean().optional(),
      /** Away until a message comes, or for good while it is muted. */
      archived: z.boolean().optional(),
      unread: z.boolean().optional(),
    }),
    nothing,
  ),
  'draft.save': request(
    z.object({
      conversation: ConversationId,
      text: z.string().max(MAX_TEXT_LENGTH),
      /** The row's `draftVersion` that the text was written upon. */
      version: z.int().min(0),
      /** It is what the user wants of the draft and the one of another device. */
      settles: z.literal(true).optional(),
    }),
    nothing,
  ),
} as const;
