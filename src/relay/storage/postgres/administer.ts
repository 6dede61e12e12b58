import { assertNever } from '../../../shared/assert-never.ts';
import type {
  CallbackId,
  ClientId,
  ConversationId,
  DeviceId,
  HookId,
  UserId,
} from '../../../shared/model/ids.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { type AdminFacts, decideAdminChange } from '../admin-decision.ts';
import {
  type AdminActor,
  type AdminChange,
  type AdminOutcome,
  DONE,
  type NewAuditEntry,
  RELAY_ACTOR,
} from '../administration.ts';
import { nameTerms } from '../name-terms.ts';
import { append } from './append.ts';
import { deactivateAccount } from './calls/account.ts';
import { decided, fetchedFact } from './fetched-facts.ts';
import type { Queries } from './queries/all.ts';

// Calls of the port by administrators. Those that write run inside a transaction.

/** `administer` of the port. */
export async function administer(
  queries: Queries,
  actor: AdminActor,
  at: number,
  change: AdminChange,
): Promise<AdminOutcome> {
  const facts = factsOf(queries, at);
  const decision = await decided(() => decideAdminChange(actor, change, facts));
  if (decision.kind === 'answer') return decision.outcome;
  const outcome = await apply(queries, at, decision.change);
  for (const note of decision.notes) await record(queries, { at, actor, ...note });
  return outcome;
}

/** `recordAudit` of the port. */
export async function record({ accounts, administration }: Queries, entry: NewAuditEntry): Promise<void> {
  const { user } = entry.actor;
  await administration.record(entry, user === null ? null : ((await accounts.key(user)) ?? null));
}

/** `appointAdministrator` of the port. */
export async function appointAdministrator(queries: Queries, at: number): Promise<UserId | undefined> {
  const { accounts } = queries;
  const oldest = (await accounts.anyAdministrator()) ? undefined : await accounts.oldestActive();
  if (oldest === undefined) return undefined;
  const change = { kind: 'setAdministrator', user: oldest, administrator: true } as const;
  return (await administer(queries, RELAY_ACTOR, at, change)).kind === 'done' ? oldest : undefined;
}

function factsOf(queries: Queries, at: number): AdminFacts {
  const { accounts, administration, conversations, devices, integrations, invites, members, packets } =
    queries;
  return {
    account: fetchedFact(async (user: UserId) => {
      const account = await accounts.byId(user);
      return (
        account && {
          name: account.name,
          administrator: account.administrator ?? false,
          deactivated: account.deactivated ?? false,
          bot: await integrations.isBot((await accounts.key(user)) ?? 0),
        }
      );
    }),
    nameTaken: fetchedFact(async (name: string) => (await accounts.byName(name)) !== undefined),
    device: fetchedFact(async (user: UserId, device: DeviceId) => {
      const account = await accounts.key(user);
      return account === undefined ? undefined : await devices.nameOf(account, device);
    }),
    deviceCount: fetchedFact(
      async (user: UserId) =>
        (await devices.ofAccount((await accounts.key(user)) ?? 0, LIMITS.devices)).length,
    ),
    group: fetchedFact(async (id: ConversationId) => {
      const found = await conversations.byId(id);
      if (found?.kind !== 'group') return undefined;
      const { key, title, memberCount } = found;
      return { title: title ?? '', memberCount, owner: await administration.owner(key) };
    }),
    hasInvite: fetchedFact((hash: string) => invites.has(hash)),
    mayInvite: fetchedFact(async (creator: UserId) => {
      const account = await accounts.activeKey(creator);
      if (account === undefined) return false;
      await invites.purge(null, account, at);
      return (await invites.count(null, account)) < LIMITS.openInvites;
    }),
    policy: fetchedFact((name: string) => administration.policy(name)),
    count: fetchedFact(async (what: 'bots' | 'hooks' | 'callbacks') => {
      if (what === 'bots') return (await integrations.bots()).length;
      return what === 'hooks' ? await integrations.countHooks() : await integrations.countCallbacks();
    }),
    isMember: fetchedFact(async (conversation: ConversationId, user: UserId) => {
      const found = await conversations.byId(conversation);
      return Boolean(found && (await members.get(found.key, (await accounts.key(user)) ?? 0))?.role);
    }),
    hookLabel: fetchedFact((hook: HookId) => integrations.hookLabel(hook)),
    callbackUrl: fetchedFact(
      async (callback: CallbackId) => (await integrations.callbacks()).find(({ id }) => id === callback)?.url,
    ),
    points: fetchedFact(async (user: UserId) => packets.points((await accounts.key(user)) ?? 0)),
    pointOrder: fetchedFact((clientId: ClientId) => packets.ordered(clientId)),
  };
}

async function apply(queries: Queries, at: number, change: AdminChange): Promise<AdminOutcome> {
  const { accounts, administration, conversations, devices, integrations, invites, packets } = queries;
  switch (change.kind) {
    case 'createAccount':
      await accounts.insert(change.account, nameTerms(change.account));
      return DONE;
    case 'deactivateAccount': {
      const { user } = change;
      const { devices: ended, left, position } = await deactivateAccount(queries, user, at, undefined);
      await integrations.removeAllOf((await accounts.key(user)) ?? 0);
      const person = position === undefined ? {} : { person: { user, position } };
      return { kind: 'done', devices: ended, events: left, ...person };
    }
    case 'resetPassword': {
      const account = (await accounts.key(change.user)) ?? 0;
      await accounts.setPassword(account, change.passwordHash);
      return { kind: 'done', devices: await devices.deleteAll(account, undefined), events: [] };
    }
    case 'setAdministrator':
      await accounts.setAdministrator((await accounts.key(change.user)) ?? 0, change.administrator);
      return DONE;
    case 'revokeDevice':
      await devices.delete(change.device);
      return { kind: 'done', devices: [change.device], events: [] };
    case 'dissolveGroup': {
      const { conversation } = change;
      const owner = await administration.owner((await queries.conversations.byId(conversation))?.key ?? 0);
      if (owner === undefined) return { kind: 'unchanged' };
      const event = { kind: 'conversation.dissolved', administrator: true } as const;
      const outcome = await append(queries, { conversation, sender: owner, at, event, roles: ['owner'] });
      return outcome.kind === 'appended' ? { kind: 'done', devices: [], events: [outcome] } : DONE;
    }
    case 'movePoints': {
      const { clientId, move, points } = change;
      const account = (await accounts.key(change.user)) ?? 0;
      await packets.order(clientId, { move, account, packet: null, points, at });
      return DONE;
    }
    case 'createInvite':
      await invites.insert(
        change.hash,
        null,
        (await accounts.key(change.creator)) ?? 0,
        change.uses,
        change.expiresAt,
      );
      return DONE;
    case 'revokeInvite':
      await invites.revoke(change.hash);
      return DONE;
    case 'createBot':
      await accounts.insert(change.account, nameTerms(change.account));
      await integrations.addBot((await accounts.key(change.account.id)) ?? 0);
      return DONE;
    case 'createBotToken':
      await devices.insert(change.device, (await accounts.key(change.device.user)) ?? 0);
      return DONE;
    case 'createHook': {
      const { id, tokenHash, label } = change;
      const bot = (await accounts.key(change.bot)) ?? 0;
      const conversation = (await conversations.byId(change.conversation))?.key ?? 0;
      await integrations.addHook({ id, tokenHash, bot, conversation, label, createdAt: at });
      return DONE;
    }
    case 'revokeHook':
      await integrations.removeHook(change.id);
      return DONE;
    case 'createCallback': {
      const { id, url, secret, kinds } = change;
      const bot = (await accounts.key(change.bot)) ?? 0;
      await integrations.addCallback({ id, bot, url, secret, kinds, createdAt: at });
      return DONE;
    }
    case 'removeCallback':
      await integrations.removeCallback((await integrations.callbackKey(change.id)) ?? 0);
      return DONE;
    case 'setPolicies':
      for (const [name, value] of Object.entries(change.values)) await administration.setPolicy(name, value);
      return DONE;
    default:
      return assertNever(change);
  }
}
