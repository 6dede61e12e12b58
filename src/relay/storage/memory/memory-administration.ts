import { assertNever } from '../../../shared/assert-never.ts';
import type { AuditEntry } from '../../../shared/admin/audit.ts';
import type { ConversationId, DeviceId, UserId } from '../../../shared/model/ids.ts';
import type { AdminFacts } from '../admin-decision.ts';
import { decideAdminChange } from '../admin-decision.ts';
import type {
  AdminActor,
  AdminChange,
  AdminOutcome,
  GroupOverview,
  NewAuditEntry,
  RelayTotals,
} from '../administration.ts';
import type { AppendOutcome, AppendRequest } from '../timeline-port.ts';
import type { MemoryAccounts } from './memory-accounts.ts';
import { MemoryAudit } from './memory-audit.ts';
import type { MemoryConversation } from './memory-conversation.ts';
import type { MemoryIntegrations } from './memory-integrations.ts';
import type { MemoryInvites } from './memory-invites.ts';

type Appended = Extract<AppendOutcome, { readonly kind: 'appended' }>;

/** What administration changes besides its own log. */
export interface MemoryData {
  readonly accounts: MemoryAccounts;
  readonly invites: MemoryInvites;
  readonly integrations: MemoryIntegrations;
  /** In the order of their creation. */
  readonly conversations: ReadonlyMap<ConversationId, MemoryConversation>;
  readonly append: (request: AppendRequest) => AppendOutcome;
  readonly deactivate: (
    user: UserId,
    at: number,
  ) => { devices: readonly DeviceId[]; left: readonly Appended[] };
}

const NOTHING = { kind: 'done', devices: [], events: [] } as const satisfies AdminOutcome;

/** Administration of a relay's data in plain objects. */
export class MemoryAdministration {
  readonly audit = new MemoryAudit();
  readonly #data: MemoryData;

  constructor(data: MemoryData) {
    this.#data = data;
  }

  administer(actor: AdminActor, at: number, change: AdminChange): AdminOutcome {
    const decision = decideAdminChange(actor, change, this.#facts(at));
    if (decision.kind === 'answer') return decision.outcome;
    const outcome = this.#apply(at, decision.change);
    for (const note of decision.notes) this.record({ at, actor, ...note });
    return outcome;
  }

  record(entry: NewAuditEntry): void {
    this.audit.add(entry, this.#actorOf(entry.actor.user));
  }

  listGroups(
    query: string,
    before: number = Number.MAX_SAFE_INTEGER,
    limit: number,
  ): { groups: GroupOverview[]; more: boolean } {
    const wanted = asciiLower(query);
    const groups = [...this.#data.conversations.values()]
      .map((conversation, index) => ({ conversation, cursor: index + 1 }))
      .filter(({ conversation, cursor }) => conversation.kind === 'group' && cursor < before)
      .filter(({ conversation }) => asciiLower(conversation.title ?? '').includes(wanted))
      .reverse()
      .map(({ conversation, cursor }) => this.#overview(conversation, cursor));
    return { groups: groups.slice(0, limit), more: groups.length > limit };
  }

  totals(): RelayTotals {
    const { accounts, conversations } = this.#data;
    const all = [...conversations.values()];
    return {
      ...accounts.totals(),
      groups: all.filter(({ kind }) => kind === 'group').length,
      directs: all.filter(({ kind }) => kind === 'direct').length,
      messages: all.reduce((sum, conversation) => sum + conversation.ordinalAt(conversation.headSeq), 0),
    };
  }

  #overview(conversation: MemoryConversation, cursor: number): GroupOverview {
    const owner = ownerOf(conversation);
    return {
      cursor,
      id: conversation.id,
      title: conversation.title ?? '',
      memberCount: conversation.memberCount,
      messages: conversation.ordinalAt(conversation.headSeq),
      createdAt: conversation.events[0]?.at ?? 0,
      lastEventAt: conversation.events.at(-1)?.at ?? 0,
      owner: (owner && this.#data.accounts.people([owner])[0]) ?? null,
    };
  }

  #actorOf(user: UserId | null): AuditEntry['actor'] {
    const account = user === null ? undefined : this.#data.accounts.byId(user);
    return account ? { id: account.id, name: account.name } : null;
  }

  #facts(at: number): AdminFacts {
    const { accounts, integrations, invites, conversations } = this.#data;
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
      policy: (name) => this.audit.policies.get(name),
      count: (what) => integrations[what].size,
      isMember: (conversation, user) => Boolean(conversations.get(conversation)?.members.get(user)?.role),
      hookLabel: (hook) => integrations.hooks.get(hook)?.label,
      callbackUrl: (callback) => integrations.callbacks.get(callback)?.stored.url,
    };
  }

  #apply(at: number, change: AdminChange): AdminOutcome {
    const { accounts, integrations, invites, conversations, append, deactivate } = this.#data;
    switch (change.kind) {
      case 'createAccount':
        accounts.add(change.account);
        return NOTHING;
      case 'deactivateAccount': {
        const { devices, left } = deactivate(change.user, at);
        integrations.removeAllOf(change.user);
        return { kind: 'done', devices, events: left };
      }
      case 'resetPassword':
        accounts.setPassword(change.user, change.passwordHash);
        return { kind: 'done', devices: accounts.deleteDevices(change.user, undefined), events: [] };
      case 'setAdministrator':
        accounts.setAdministrator(change.user, change.administrator);
        return NOTHING;
      case 'revokeDevice':
        accounts.deleteDevice(change.device);
        return { kind: 'done', devices: [change.device], events: [] };
      case 'dissolveGroup': {
        const group = conversations.get(change.conversation);
        const owner = group && ownerOf(group);
        if (!owner) return { kind: 'unchanged' };
        const event = { kind: 'conversation.dissolved', administrator: true } as const;
        const outcome = append({ conversation: group.id, sender: owner, at, event, roles: ['owner'] });
        return outcome.kind === 'appended' ? { kind: 'done', devices: [], events: [outcome] } : NOTHING;
      }
      case 'createInvite':
        invites.add({ ...change, at }, null);
        return NOTHING;
      case 'revokeInvite':
        invites.revokeOne(change.hash);
        return NOTHING;
      case 'createBot':
        accounts.add(change.account);
        integrations.bots.add(change.account.id);
        return NOTHING;
      case 'createBotToken':
        accounts.addDevice(change.device, undefined);
        return NOTHING;
      case 'createHook': {
        const { id, tokenHash, bot, conversation, label } = change;
        integrations.hooks.set(id, { id, tokenHash, bot, conversation, label, createdAt: at });
        return NOTHING;
      }
      case 'revokeHook':
        integrations.hooks.delete(change.id);
        return NOTHING;
      case 'createCallback': {
        const { id, bot, url, secret, kinds } = change;
        integrations.addCallback({ id, bot, url, secret, kinds, createdAt: at });
        return NOTHING;
      }
      case 'removeCallback':
        integrations.callbacks.delete(change.id);
        return NOTHING;
      case 'setPolicies':
        for (const [name, value] of Object.entries(change.values)) this.audit.policies.set(name, value);
        return NOTHING;
      default:
        return assertNever(change);
    }
  }
}

function ownerOf({ members }: MemoryConversation): UserId | undefined {
  return [...members.values()].find(({ role }) => role === 'owner')?.user;
}

/** What SQLite's `lower` does. */
function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
