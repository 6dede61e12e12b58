import { changedFlags } from '../../../../shared/model/flags.ts';
import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import { unreadMessages } from '../../badge.ts';
import type { FlagChange, FlagOutcome, HeadStorage, StoredHead } from '../../head-port.ts';
import type { CorePart, StorageResult } from '../../relay-storage-core.ts';
import type { MemoryConversation, MemoryMember } from '../memory-conversation.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about heads and flags. */
export function headCalls(tables: MemoryTables): CorePart<HeadStorage> {
  const head = (user: UserId, id: ConversationId): StoredHead | undefined => {
    const conversation = tables.conversations.get(id);
    const member = conversation?.members.get(user);
    return conversation && member && headOf(conversation, member);
  };
  return {
    listHeads: (user, since, after, limit) => listHeads(tables, user, since, after, limit),
    head,
    heads: (id, users) =>
      users.flatMap((user) => {
        const found = head(user, id);
        return found ? [{ user, head: found }] : [];
      }),
    setFlags: (change) => setFlags(tables, change),
  };
}

function listHeads(
  { conversations, position: newest }: MemoryTables,
  user: UserId,
  since: number,
  after: ConversationId | undefined,
  limit: number,
): StorageResult<'listHeads'> {
  const heads: StoredHead[] = [];
  for (const id of [...conversations.keys()].sort()) {
    const conversation = conversations.get(id);
    const member = conversation?.members.get(user);
    if (!conversation || !member || (after !== undefined && id <= after)) continue;
    const position = member.role ? Math.max(conversation.position, member.position) : member.position;
    if (position <= since) continue;
    if (heads.length === limit) return { heads, position: newest, more: true };
    heads.push(headOf(conversation, member));
  }
  return { heads, position: newest, more: false };
}

/** What `member` sees of the conversation: all of it, or for a former member what it was when they left. */
export function headOf(conversation: MemoryConversation, member: MemoryMember): StoredHead {
  const headSeq = member.memberships.at(-1)?.left ?? conversation.headSeq;
  const shown = member.parting ?? conversation;
  return {
    id: conversation.id,
    kind: conversation.kind,
    title: shown.title,
    peer:
      conversation.kind === 'direct'
        ? ([...conversation.members.keys()].find((user) => user !== member.user) ?? null)
        : null,
    memberCount: shown.memberCount,
    memberships: member.memberships,
    role: member.role,
    picture: member.role && conversation.picture,
    announcement: member.role && conversation.announcement,
    mutedUntil: member.role && member.mutedUntil,
    headSeq,
    headOrdinal: conversation.ordinalAt(headSeq),
    read: member.read,
    unread: unreadMessages(member.memberships, headSeq, member.read, (seq) => conversation.ordinalAt(seq)),
    receipts: member.role && conversation.receipts.policy,
    flags: member.flags,
  };
}

function setFlags(tables: MemoryTables, { user, conversation, device, change }: FlagChange): FlagOutcome {
  tables.accounts.requireDevice(device);
  const member = tables.conversations.get(conversation)?.members.get(user);
  if (!member) return 'not-member';
  const after = changedFlags(member.flags, change);
  if (!after) return 'unchanged';
  member.flags = after;
  member.position = tables.nextPosition();
  return member.position;
}
