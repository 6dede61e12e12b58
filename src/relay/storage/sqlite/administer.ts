import { assertNever } from '../../../shared/assert-never.ts';
import type { UserId } from '../../../shared/model/ids.ts';
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
import type { Queries } from './queries/all.ts';

// Calls of the port by administrators. Those that write run inside a transaction.

/** `administer` of the port. */
export function administer(
  queries: Queries,
  actor: AdminActor,
  at: number,
  change: AdminChange,
): AdminOutcome {
  const decision = decideAdminChange(actor, change, factsOf(queries, at));
  if (decision.kind === 'answer') return decision.outcome;
  const outcome = apply(queries, at, decision.change);
  for (const note of decision.notes) record(queries, { at, actor, ...note });
  return outcome;
}

/** `recordAudit` of the port. */
export function record({ accounts, administration }: Queries, entry: NewAuditEntry): void {
  const { user } = entry.actor;
  administration.record(entry, user === null ? null : (accounts.key(user) ?? null));
}

/** `appointAdministrator` of the port. */
export function appointAdministrator(queries: Queries, at: number): UserId | undefined {
  const { accounts } = queries;
  const oldest = accounts.anyAdministrator() ? undefined : accounts.oldestActive();
  if (oldest === undefined) return undefined;
  const change = { kind: 'setAdministrator', user: oldest, administrator: true } as const;
  return administer(queries, RELAY_ACTOR, at, change).kind === 'done' ? oldest : undefined;
}

function factsOf(queries: Queries, at: number): AdminFacts {
  const { accounts, administration, conversations, devices, integrations, invites, members, packets } =
    queries;
  return {
    account(user) {
      const account = accounts.byId(user);
      return (
        account && {
          name: account.name,
          administrator: account.administrator ?? false,
          deactivated: account.deactivated ?? false,
          bot: integrations.isBot(accounts.key(user) ?? 0),
        }
      );
    },
    nameTaken: (name) => accounts.byName(name) !== undefined,
    device(user, device) {
      const account = accounts.key(user);
      return account === undefined ? undefined : devices.nameOf(account, device);
    },
    deviceCount: (user) => devices.ofAccount(accounts.key(user) ?? 0, LIMITS.devices).length,
    group(id) {
      const found = conversations.byId(id);
      if (found?.kind !== 'group') return undefined;
      const { key, title, memberCount } = found;
      return { title: title ?? '', memberCount, owner: administration.owner(key) };
    },
    hasInvite: (hash) => invites.has(hash),
    mayInvite(creator) {
      const account = accounts.activeKey(creator);
      if (account === undefined) return false;
      invites.purge(null, account, at);
      return invites.count(null, account) < LIMITS.openInvites;
    },
    policy: (name) => administration.policy(name),
    count(what) {
      if (what === 'bots') return integrations.bots().length;
      return what === 'hooks' ? integrations.countHooks() : integrations.countCallbacks();
    },
    isMember(conversation, user) {
      const found = conversations.byId(conversation);
      return Boolean(found && members.get(found.key, accounts.key(user) ?? 0)?.role);
    },
    hookLabel: (hook) => integrations.hookLabel(hook),
    callbackUrl: (callback) => integrations.callbacks().find(({ id }) => id === callback)?.url,
    points: (user) => packets.points(accounts.key(user) ?? 0),
    pointOrder: (clientId) => packets.ordered(clientId),
  };
}

function apply(queries: Queries, at: number, change: AdminChange): AdminOutcome {
  const { accounts, administration, conversations, devices, integrations, invites, packets } = queries;
  switch (change.kind) {
    case 'createAccount':
      accounts.insert(change.account, nameTerms(change.account));
      return DONE;
    case 'deactivateAccount': {
      const { user } = change;
      const { devices: ended, left, position } = deactivateAccount(queries, user, at, undefined);
      integrations.removeAllOf(accounts.key(user) ?? 0);
      const person = position === undefined ? {} : { person: { user, position } };
      return { kind: 'done', devices: ended, events: left, ...person };
    }
    case 'resetPassword': {
      const account = accounts.key(change.user) ?? 0;
      accounts.setPassword(account, change.passwordHash);
      return { kind: 'done', devices: devices.deleteAll(account, undefined), events: [] };
    }
    case 'setAdministrator':
      accounts.setAdministrator(accounts.key(change.user) ?? 0, change.administrator);
      return DONE;
    case 'revokeDevice':
      devices.delete(change.device);
      return { kind: 'done', devices: [change.device], events: [] };
    case 'dissolveGroup': {
      const { conversation } = change;
      const owner = administration.owner(queries.conversations.byId(conversation)?.key ?? 0);
      if (owner === undefined) return { kind: 'unchanged' };
      const event = { kind: 'conversation.dissolved', administrator: true } as const;
      const outcome = append(queries, { conversation, sender: owner, at, event, roles: ['owner'] });
      return outcome.kind === 'appended' ? { kind: 'done', devices: [], events: [outcome] } : DONE;
    }
    case 'movePoints': {
      const { clientId, move, points } = change;
      packets.order(clientId, { move, account: accounts.key(change.user) ?? 0, packet: null, points, at });
      return DONE;
    }
    case 'createInvite':
      invites.insert(change.hash, null, accounts.key(change.creator) ?? 0, change.uses, change.expiresAt);
      return DONE;
    case 'revokeInvite':
      invites.revoke(change.hash);
      return DONE;
    case 'createBot':
      accounts.insert(change.account, nameTerms(change.account));
      integrations.addBot(accounts.key(change.account.id) ?? 0);
      return DONE;
    case 'createBotToken':
      devices.insert(change.device, accounts.key(change.device.user) ?? 0);
      return DONE;
    case 'createHook': {
      const { id, tokenHash, label } = change;
      const bot = accounts.key(change.bot) ?? 0;
      const conversation = conversations.byId(change.conversation)?.key ?? 0;
      integrations.addHook({ id, tokenHash, bot, conversation, label, createdAt: at });
      return DONE;
    }
    case 'revokeHook':
      integrations.removeHook(change.id);
      return DONE;
    case 'createCallback': {
      const { id, url, secret, kinds } = change;
      const bot = accounts.key(change.bot) ?? 0;
      integrations.addCallback({ id, bot, url, secret, kinds, createdAt: at });
      return DONE;
    }
    case 'removeCallback':
      integrations.removeCallback(integrations.callbackKey(change.id) ?? 0);
      return DONE;
    case 'setPolicies':
      for (const [name, value] of Object.entries(change.values)) administration.setPolicy(name, value);
      return DONE;
    default:
      return assertNever(change);
  }
}
