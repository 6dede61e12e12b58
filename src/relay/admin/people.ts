import { AppError } from '../../shared/errors.ts';
import { UserId } from '../../shared/model/ids.ts';
import type { AdminActor } from '../storage/administration.ts';
import { administer } from './administer.ts';
import type { AdminContext, Operation } from './context.ts';

/** Of a token's 43 characters; 95 bits. */
const PASSWORD_LENGTH = 16;

export const listPeople: Operation<'people.list'> = async ({ relay }, _actor, { query, after, limit }) => {
  const { accounts, more } = await relay.storage.listAccounts(query, after, limit);
  return { people: [...accounts], more };
};

export const getPerson: Operation<'people.get'> = async ({ relay }, _actor, { name }) => {
  const account = await relay.storage.accountOverview(name);
  if (!account) throw new AppError('not_found', 'nobody has this account name', { field: 'name' });
  return account;
};

export const createPerson: Operation<'people.create'> = async (context, actor, args) => {
  const { relay } = context;
  const made = args.password === undefined ? makePassword(context) : undefined;
  // The storage decides; asking first only spares the work of hashing.
  if (await relay.storage.accountByName(args.name)) {
    throw new AppError('name_taken', 'the name is taken', { field: 'name' });
  }
  const user = UserId.parse(relay.makeId());
  const passwordHash = await relay.passwords.hash(args.password ?? made ?? '');
  const { name, displayName } = args;
  const account = { id: user, name, displayName, passwordHash, createdAt: relay.clock.now() };
  await administer(context, actor, { kind: 'createAccount', account });
  return { user, ...(made === undefined ? {} : { password: made }) };
};

export const deactivatePerson: Operation<'people.deactivate'> = async (context, actor, { user }) => {
  notOneself(actor, user);
  await administer(context, actor, { kind: 'deactivateAccount', user }, user);
  // Those of a bot end with it.
  context.callbacks?.reload();
  return {};
};

/** All devices of the person end with it: whoever had the old password is out. */
export const resetPassword: Operation<'people.resetPassword'> = async (context, actor, args) => {
  const made = args.password === undefined ? makePassword(context) : undefined;
  const passwordHash = await context.relay.passwords.hash(args.password ?? made ?? '');
  await administer(context, actor, { kind: 'resetPassword', user: args.user, passwordHash }, args.user);
  return made === undefined ? {} : { password: made };
};

export const setAdministrator: Operation<'people.setAdministrator'> = async (context, actor, args) => {
  notOneself(actor, args.user);
  await administer(context, actor, { kind: 'setAdministrator', ...args });
  return {};
};

/** So that an administrator always remains. */
function notOneself(actor: AdminActor, user: UserId): void {
  if (actor.user === user) throw new AppError('forbidden', 'another administrator has to do this');
}

function makePassword({ relay }: AdminContext): string {
  // Without what looks like an option, or cannot be seen when it is underlined.
  return relay.makeToken().slice(-PASSWORD_LENGTH).replaceAll(/[-_]/g, 'x');
}
