import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import type { MemberReport, NodeStorage, StoredChange, StoredChanges } from '../../node-port.ts';
import type { MemoryConversation } from '../memory-conversation.ts';
import type { MemoryTables } from '../memory-tables.ts';
import { headOf } from './head.ts';
import { readTimeline } from './timeline.ts';

/** `NodeStorage` without waiting. */
type NodeCore = {
  readonly [M in keyof NodeStorage]: (
    ...args: Parameters<NodeStorage[M]>
  ) => Awaited<ReturnType<NodeStorage[M]>>;
};

export function nodeCalls(tables: MemoryTables): NodeCore {
  const { accounts, channels, conversations, node } = tables;
  return {
    changesSince: (since, until, limit) => changesBetween(allChanges(tables), since, until, limit),
    readTimeline(id, ranges, limit, maxBytes) {
      const conversation = conversations.get(id);
      return conversation ? readTimeline(conversation, ranges, limit, maxBytes, undefined) : [];
    },
    memberReports(id, users) {
      const conversation = conversations.get(id);
      return conversation ? memberReports(conversation, users) : [];
    },
    signedInDevices: (devices) => devices.filter((device) => accounts.hasDevice(device)),
    channelsPosition: () => channels.position(),
    lease: (name, holder, at, forMs) => node.lease(name, holder, at, forMs),
    countAttempt: (digest, at) => node.countAttempt(digest, at),
    withdrawAttempt: (digest) => node.withdrawAttempt(digest),
    forgetAttempts: (digest) => node.forgetAttempts(digest),
  };
}

function allChanges({ channels, conversations, drafts, profiles }: MemoryTables): StoredChange[] {
  const position = channels.position();
  return [
    ...conversationChanges(conversations),
    ...drafts.changes(),
    ...profiles.changes(),
    ...channels.readChanges(),
    ...(position > 0 ? [{ kind: 'channels' as const, position }] : []),
  ];
}

function changesBetween(
  all: readonly StoredChange[],
  since: number,
  until: number,
  limit: number,
): StoredChanges {
  const found = all
    .filter(({ position }) => position > since && position <= until)
    .sort((a, b) => a.position - b.position);
  const last = found[limit - 1]?.position ?? 0;
  const changes = found.filter((change, index) => index < limit || change.position === last);
  return { changes, more: changes.length < found.length };
}

/** Those of `conversations` and their members. */
function conversationChanges(conversations: ReadonlyMap<ConversationId, MemoryConversation>): StoredChange[] {
  return [...conversations.values()].flatMap(({ id: conversation, position, headSeq: seq, members }) => [
    { kind: 'conversation' as const, conversation, seq, position },
    ...Array.from(members.values(), ({ user, position: own }) => {
      return { kind: 'member' as const, conversation, user, personal: position < own, position: own };
    }),
  ]);
}

function memberReports(conversation: MemoryConversation, users: readonly UserId[]): MemberReport[] {
  return users.flatMap((user) => {
    const member = conversation.members.get(user);
    if (!member) return [];
    const { headSeq, read, unread } = headOf(conversation, member);
    const hidden = conversation.receipts.hidden.get(user) ?? [];
    return [{ user, headSeq, delivered: member.delivered, read, hidden, unread }];
  });
}
