import type { AppError } from '../../shared/errors.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import { mayAct, rolesAllowed } from '../../shared/model/rights.ts';
import type { GroupInvites } from '../storage/invite-port.ts';
import { hashToken } from './auth/token.ts';
import type { Handler, HandlerContext } from './context.ts';
import { ownHead } from './heads.ts';
import { badInvite, forbidden, noConversation, tooManyInvites } from './refusals.ts';
import { joinByInvite } from './timeline-writer.ts';

/** MEM-13. */
export const createGroupInvite: Handler<'conversation.createInvite'> = async (context, caller, args) => {
  const { storage, clock, makeToken } = context;
  const group = await managed(context, caller.user, args.conversation);
  const code = makeToken();
  const outcome = await storage.createGroupInvite(
    {
      hash: hashToken(code),
      creator: caller.user,
      at: clock.now(),
      uses: args.maxUses ?? null,
      expiresAt: args.expiresAt ?? null,
      device: caller.device,
    },
    group,
  );
  if (outcome === 'too-many') throw tooManyInvites();
  if (outcome !== 'created') throw refusal(outcome);
  return { code };
};

/** MEM-13. */
export const revokeGroupInvites: Handler<'conversation.revokeInvites'> = async (context, caller, args) => {
  const group = await managed(context, caller.user, args.conversation);
  const outcome = await context.storage.revokeGroupInvites(caller.user, group, caller.device);
  if (outcome !== 'revoked') throw refusal(outcome);
  return {};
};

/** MEM-13. */
export const join: Handler<'conversation.join'> = async (context, { user }, { code }) => {
  const { storage, clock } = context;
  const invite = hashToken(code);
  const conversation = await storage.invitedTo(invite, clock.now());
  if (conversation === undefined) throw badInvite('code');
  await joinByInvite(context, { conversation, user, invite });
  return { conversation: await ownHead(context, user, conversation) };
};

/** The roles that may handle the group's invites; the storage decides by them again. */
function managed(
  { conversations }: HandlerContext,
  user: UserId,
  conversation: ConversationId,
): Promise<GroupInvites> {
  return conversations.use(conversation, (state) => {
    const role = state?.role(user) ?? null;
    if (!state || role === null) throw noConversation();
    if (!mayAct(state.kind, 'invite', role)) throw forbidden();
    return { conversation, roles: rolesAllowed(state.kind, 'invite') };
  });
}

function refusal(outcome: 'not-member' | 'forbidden'): AppError {
  return outcome === 'forbidden' ? forbidden() : noConversation();
}
