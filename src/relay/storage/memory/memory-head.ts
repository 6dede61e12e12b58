import { unreadMessages } from '../badge.ts';
import type { StoredHead } from '../head-port.ts';
import type { MemoryConversation, MemoryMember } from './memory-conversation.ts';

/** What `member` sees of the conversation: all of it, or for a former member what it was when they left. */
export function memoryHead(conversation: MemoryConversation, member: MemoryMember): StoredHead {
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
