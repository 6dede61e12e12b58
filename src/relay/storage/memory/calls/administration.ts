import type { UserId } from '../../../../shared/model/ids.ts';
import type {
  AccountOverview,
  Administration,
  GroupOverview,
  InviteOverview,
  RelayTotals,
} from '../../administration.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import { administer, appointAdministrator, ownerOf, record } from '../administer.ts';
import type { MemoryConversation } from '../memory-conversation.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about administration. */
export function administrationCalls(tables: MemoryTables): CorePart<Administration> {
  const { accounts, audit, files, integrations } = tables;
  const moreOf = (user: UserId): Pick<AccountOverview, 'fileBytes' | 'bot'> => ({
    fileBytes: files.bytesOf(user),
    bot: integrations.bots.has(user),
  });
  return {
    administer: (actor, at, change) => administer(tables, actor, at, change),
    appointAdministrator: (at) => appointAdministrator(tables, at),
    listAccounts(query, after, limit) {
      const found = accounts.overviews(query, after, moreOf);
      return { accounts: found.slice(0, limit), more: found.length > limit };
    },
    accountOverview: (name) => accounts.overview(name, moreOf),
    listGroups: (query, before, limit) => listGroups(tables, query, before, limit),
    listInvites: (at, after, limit) => listInvites(tables, at, after, limit),
    storedPolicies: () => Object.fromEntries(audit.policies),
    recordAudit: (entry) => record(tables, entry),
    listAudit: (before, limit) => audit.list(before, limit),
    expireAudit: (before, limit) => audit.expire(before, limit),
    totals: () => totals(tables),
    figures: () => ({ ...files.figures(), ...integrations.figures(), lastBackup: audit.lastBackup() }),
  };
}

function listGroups(
  tables: MemoryTables,
  query: string,
  before: number = Number.MAX_SAFE_INTEGER,
  limit: number,
): { groups: GroupOverview[]; more: boolean } {
  const wanted = asciiLower(query);
  const groups = [...tables.conversations.values()]
    .map((conversation, index) => ({ conversation, cursor: index + 1 }))
    .filter(({ conversation, cursor }) => conversation.kind === 'group' && cursor < before)
    .filter(({ conversation }) => asciiLower(conversation.title ?? '').includes(wanted))
    .reverse()
    .map(({ conversation, cursor }) => overviewOf(tables, conversation, cursor));
  return { groups: groups.slice(0, limit), more: groups.length > limit };
}

function overviewOf(
  { accounts }: MemoryTables,
  conversation: MemoryConversation,
  cursor: number,
): GroupOverview {
  const owner = ownerOf(conversation);
  return {
    cursor,
    id: conversation.id,
    title: conversation.title ?? '',
    memberCount: conversation.memberCount,
    messages: conversation.ordinalAt(conversation.headSeq),
    createdAt: conversation.events[0]?.at ?? 0,
    lastEventAt: conversation.events.at(-1)?.at ?? 0,
    owner: (owner && accounts.people([owner])[0]) ?? null,
  };
}

function listInvites(
  { accounts, conversations, invites }: MemoryTables,
  at: number,
  after: string,
  limit: number,
): { invites: InviteOverview[]; more: boolean } {
  const names = {
    person: (user) => accounts.people([user])[0],
    title: (group) => conversations.get(group)?.title ?? null,
  } satisfies Parameters<typeof invites.overviews>[1];
  const found = invites.overviews(at, names).filter(({ hash }) => hash > after);
  return { invites: found.slice(0, limit), more: found.length > limit };
}

function totals({ accounts, conversations }: MemoryTables): RelayTotals {
  const all = [...conversations.values()];
  return {
    ...accounts.totals(),
    groups: all.filter(({ kind }) => kind === 'group').length,
    directs: all.filter(({ kind }) => kind === 'direct').length,
    messages: all.reduce((sum, conversation) => sum + conversation.ordinalAt(conversation.headSeq), 0),
  };
}

/** What SQLite's `lower` does. */
function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
