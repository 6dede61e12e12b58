import { MAX_BOT_CONVERSATIONS } from '../../shared/admin/operations.ts';
import { AppError } from '../../shared/errors.ts';
import { CallbackId, DeviceId, HookId, UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import { HOOKS_PATH } from '../../shared/protocol/limits.ts';
import { hashToken } from '../handlers/auth/token.ts';
import { administer } from './administer.ts';
import type { AdminContext, Operation } from './context.ts';

/** No hash of any password: whatever is tried, it is wrong. */
const NO_PASSWORD = '!';

export const listBots: Operation<'bots.list'> = async ({ relay }) => ({
  bots: [...(await relay.storage.listBots())],
});

export const createBot: Operation<'bots.create'> = async (context, actor, { name, displayName }) => {
  const { relay } = context;
  const user = UserId.parse(relay.makeId());
  const createdAt = relay.clock.now();
  const account = { id: user, name, displayName, passwordHash: NO_PASSWORD, createdAt };
  await administer(context, actor, { kind: 'createBot', account });
  return { user };
};

/** The token is told here and nowhere else. */
export const createBotToken: Operation<'bots.createToken'> = async (context, actor, { bot, label }) => {
  const { makeId, makeToken, clock } = context.relay;
  const token = makeToken();
  const id = DeviceId.parse(makeId());
  const tokenHash = hashToken(token);
  const device = { id, user: bot, name: label, tokenHash, createdAt: clock.now() };
  await administer(context, actor, { kind: 'createBotToken', device });
  return { device: id, token };
};

/** Only what a hook can be made for: bots alone are looked at, never people. */
export const listBotConversations: Operation<'bots.conversations'> = async ({ relay }, _actor, { bot }) => {
  const { storage } = relay;
  if (!(await storage.listBots()).some(({ id }) => id === bot)) {
    throw new AppError('not_found', 'there is no such bot', { field: 'bot' });
  }
  const { heads } = await storage.listHeads(bot, 0, undefined, MAX_BOT_CONVERSATIONS);
  const present = heads.filter(({ role }) => role !== null);
  const peers = await storage.peopleByIds(present.flatMap(({ peer }) => peer ?? []));
  const people = new Map(peers.map((person) => [person.id, person]));
  return {
    conversations: present.map(({ id, title, peer }) => ({
      id,
      title,
      peer: (peer && people.get(peer)) ?? null,
    })),
  };
};

export const listHooks: Operation<'hooks.list'> = async (context) => {
  const hooks = await context.relay.storage.listHooks();
  const people = await peopleOf(context, hooks);
  return {
    hooks: hooks.flatMap(({ bot, ...hook }) => {
      const person = people.get(bot);
      return person ? [{ ...hook, bot: person }] : [];
    }),
  };
};

/** The token is told here and nowhere else. */
export const createHook: Operation<'hooks.create'> = async (context, actor, args) => {
  const { makeId, makeToken } = context.relay;
  const hook = HookId.parse(makeId());
  const token = makeToken();
  await administer(context, actor, {
    kind: 'createHook',
    id: hook,
    tokenHash: hashToken(token),
    ...args,
  });
  return { hook, path: `${HOOKS_PATH}/${token}` };
};

export const revokeHook: Operation<'hooks.revoke'> = async (context, actor, { hook }) => {
  await administer(context, actor, { kind: 'revokeHook', id: hook });
  return {};
};

export const listCallbacks: Operation<'callbacks.list'> = async (context) => {
  const callbacks = await context.relay.storage.listCallbacks();
  const people = await peopleOf(context, callbacks);
  return {
    callbacks: callbacks.flatMap(({ bot, id, url, kinds, createdAt, waiting, missed }) => {
      const person = people.get(bot);
      return person ? [{ id, url, kinds: [...kinds], createdAt, waiting, missed, bot: person }] : [];
    }),
  };
};

export const createCallback: Operation<'callbacks.create'> = async (context, actor, args) => {
  const { makeId, makeToken } = context.relay;
  const refusal = context.callbacks?.refusal(args.url);
  if (refusal !== undefined) throw new AppError('bad_args', `url: ${refusal}`, { field: 'url' });
  const id = CallbackId.parse(makeId());
  const made = args.secret === undefined ? makeToken() : undefined;
  const { bot, url } = args;
  await administer(context, actor, {
    kind: 'createCallback',
    id,
    bot,
    url,
    secret: args.secret ?? made ?? '',
    kinds: [...new Set(args.kinds)],
  });
  context.callbacks?.reload();
  return { callback: id, ...(made === undefined ? {} : { secret: made }) };
};

export const removeCallback: Operation<'callbacks.remove'> = async (context, actor, { callback }) => {
  await administer(context, actor, { kind: 'removeCallback', id: callback });
  context.callbacks?.reload();
  return {};
};

export const listDeliveries: Operation<'callbacks.deliveries'> = async ({ relay }, _actor, args) => {
  const { deliveries, more } = await relay.storage.listDeliveries(args.callback, args.before, args.limit);
  return { deliveries: [...deliveries], more };
};

async function peopleOf(
  { relay }: AdminContext,
  of: readonly { readonly bot: UserId }[],
): Promise<ReadonlyMap<UserId, Person>> {
  const people = await relay.storage.peopleByIds([...new Set(of.map(({ bot }) => bot))]);
  return new Map(people.map((person) => [person.id, person]));
}
