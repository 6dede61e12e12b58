import { AppError } from '../../shared/errors.ts';
import { hashToken } from '../handlers/auth/token.ts';
import { administer } from './administer.ts';
import { linkTo } from './relay-address.ts';
import type { Operation } from './context.ts';

export const listInvites: Operation<'invites.list'> = async ({ relay }, _actor, { after, limit }) => {
  const { invites, more } = await relay.storage.listInvites(relay.clock.now(), after, limit);
  return { invites: [...invites], more };
};

/** The code is told here and nowhere else. */
export const createInvite: Operation<'invites.create'> = async (context, actor, args) => {
  const { makeToken } = context.relay;
  const creator = actor.user ?? args.creator;
  if (creator === undefined) {
    throw new AppError('bad_args', 'creator: an invite is made in somebody’s name', { field: 'creator' });
  }
  const code = makeToken();
  await administer(context, actor, {
    kind: 'createInvite',
    hash: hashToken(code),
    creator,
    uses: args.maxUses,
    expiresAt: args.expiresAt ?? null,
  });
  const address = context.address();
  return { code, link: address ? linkTo(address, code) : null };
};

export const revokeInvite: Operation<'invites.revoke'> = async (context, actor, { hash }) => {
  await administer(context, actor, { kind: 'revokeInvite', hash });
  return {};
};
