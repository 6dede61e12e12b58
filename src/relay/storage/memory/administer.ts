import { assertNever } from '../../../shared/assert-never.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import { type AdminFacts, decideAdminChange } from '../admin-decision.ts';
import {
  type AdminActor,
  type AdminChange,
  type AdminOutcome,
  DONE,
  type NewAuditEntry,
  RELAY_ACTOR,
} from '../administration.ts';
import { append } from './append.ts';
import { deactivateAccount } from './calls/account.ts';
import type { MemoryConversation } from './memory-conversation.ts';
import type { MemoryTables } from './memory-tables.ts';

/** `administer` of the port. */
export function administer(
  tables: MemoryTables,
  actor: AdminActor,
  at: number,
  change: AdminChange,
): AdminOutcome {
  const decision = decideAdminChange(actor, change, factsOf(tables, at));
  if (decision.kind === 'answer') return decision.outcome;
  const outcome = apply(tables, at, decision.change);
  for (const note of decision.notes) record(tables, { at, actor, ...note });
  return outcome;
}

/** `recordAudit` of the port. */
export function record({ accounts, audit }: MemoryTables, entry: NewAuditEntry): void {
  const { user } = entry.actor;
  const account = user === null ? undefined : accounts.byId(user);
  audit.add(entry, account ? { id: account.id, name: account.name } : null);
}

/** `appointAdministrator` of the port. */
export function appointAdministrator(tables: MemoryTables, at: number): UserId | undefined {
  const { accounts, integrations } = tables;
  const oldest = accounts.hasAdministrator() ? undefined : accounts.oldestActive(integrations.bots);
  if (oldest === undefined) return undefined;
  administer(tables, RELAY_ACTOR, at, { kind: 'setAdministrator', user: oldest, administrator: true });
  return oldest;
}

/** `undefined`: nobody is left in it. */
export function ownerOf({ members }: MemoryConversation): UserId | undefined {
  return [...members.values()].find(({ role }) => role === 'owner')?.user;
}

function factsOf(tables: MemoryTables, at: number): AdminFacts {
  const { accounts, audit, integrations, invites, conversations, packets } = tables;
  return {
    account(user) {
      const account = accounts.byId(user);
      return (
        account && {
          name: account.name,
          administrator: account.administrator ?? false,
          deactivated: account.deactivated ?? false,
          bot: integrations.bots.has(user),
        }
      );
    },
    nameTaken: (name) => accounts.byName(name) !== undefined,
    device: (user, device) => accounts.deviceName(user, device),
    deviceCount: (user) => accounts.listDevices(user).length,
    group(id) {
      const conversation = conversations.get(id);
      if (conversation?.kind !== 'group') return undefined;
      const { title, memberCount } = conversation;
      return { title: title ?? '', memberCount, owner: ownerOf(conversation) };
    },
    hasInvite: (hash) => invites.has(hash),
    mayInvite: (creator) => accounts.isActive(creator) && invites.mayAdd(creator, null, at),
    policy: (name) => audit.policies.get(name),
    count: (what) => integrations[what].size,
    isMember: (conversation, user) => Boolean(conversations.get(conversation)?.members.get(user)?.role),
    hookLabel: (hook) => integrations.hooks.get(hook)?.label,
    callbackUrl: (callback) => integrations.callbacks.get(callback)?.stored.url,
    points: (user) => packets.pointsOf(user),
    pointOrder: (clientId) => packets.orderOf(clientId),
  };
}

function apply(tables: MemoryTables, at: number, change: AdminChange): AdminOutcome {
  const { accounts, audit, integrations, invites, conversations, packets } = tables;
  switch (change.kind) {
    case 'createAccount':
      accounts.add(change.account);
      return DONE;
    case 'deactivateAccount': {
      const { user } = change;
      const { devices: ended, left, position } = deactivateAccount(tables, user, at, undefined);
      integrations.removeAllOf(user);
      const person = position === undefined ? {} : { person: { user, position } };
      return { kind: 'done', devices: ended, events: left, ...person };
    }
    case 'resetPassword':
      accounts.setPassword(change.user, change.passwordHash);
      return { kind: 'done', devices: accounts.deleteDevices(change.user, undefined), events: [] };
    case 'setAdministrator':
      accounts.setAdministrator(change.user, change.administrator);
      return DONE;
    case 'revokeDevice':
      accounts.deleteDevice(change.device);
      return { kind: 'done', devices: [change.device], events: [] };
    case 'dissolveGroup': {
      const group = conversations.get(change.conversation);
      const owner = group && ownerOf(group);
      if (!owner) return { kind: 'unchanged' };
      const event = { kind: 'conversation.dissolved', administrator: true } as const;
      const outcome = append(tables, { conversation: group.id, sender: owner, at, event, roles: ['owner'] });
      return outcome.kind === 'appended' ? { kind: 'done', devices: [], events: [outcome] } : DONE;
    }
    case 'movePoints':
      packets.order(change.clientId, change);
      return DONE;
    case 'createInvite':
      invites.add({ ...change, at }, null);
      return DONE;
    case 'revokeInvite':
      invites.revokeOne(change.hash);
      return DONE;
    case 'createBot':
      accounts.add(change.account);
      integrations.bots.add(change.account.id);
      return DONE;
    case 'createBotToken':
      accounts.addDevice(change.device, undefined);
      return DONE;
    case 'createHook': {
      const { id, tokenHash, bot, conversation, label } = change;
      integrations.hooks.set(id, { id, tokenHash, bot, conversation, label, createdAt: at });
      return DONE;
    }
    case 'revokeHook':
      integrations.hooks.delete(change.id);
      return DONE;
    case 'createCallback': {
      const { id, bot, url, secret, kinds } = change;
      integrations.addCallback({ id, bot, url, secret, kinds, createdAt: at });
      return DONE;
    }
    case 'removeCallback':
      integrations.callbacks.delete(change.id);
      return DONE;
    case 'setPolicies':
      for (const [name, value] of Object.entries(change.values)) audit.policies.set(name, value);
      return DONE;
    default:
      return assertNever(change);
  }
}
