import type { ChannelRole } from './channel.ts';
import type { ConversationKind, MemberRole } from './conversation.ts';
import type { EventKind } from './event.ts';

/** What a member can try to do in a conversation. */
export type Action =
  | 'read'
  | 'send'
  /** Messages of one's own. */
  | 'edit'
  /** Messages of one's own. */
  | 'recall'
  | 'recallOthers'
  | 'react'
  | 'pin'
  | 'rename'
  | 'addMembers'
  | 'removeMembers'
  | 'leave'
  | 'setRole'
  | 'transfer'
  | 'dissolve'
  | 'muteMember'
  | 'announce'
  | 'invite'
  | 'setReceipts';

const NOBODY: readonly MemberRole[] = [];
const EVERYBODY: readonly MemberRole[] = ['owner', 'admin', 'member'];
const OWNER: readonly MemberRole[] = ['owner'];
const MANAGERS: readonly MemberRole[] = ['owner', 'admin'];

/** Above so many members, only managers call everybody at once. */
const SMALL_GROUP_MEMBERS = 100;

/** The one table of rights (MEM-2, MEM-6, MEM-9 to MEM-13, MSG-3, MSG-6, RCP-11). */
const RIGHTS: Record<ConversationKind, Record<Action, readonly MemberRole[]>> = {
  direct: {
    read: EVERYBODY,
    send: EVERYBODY,
    edit: EVERYBODY,
    recall: EVERYBODY,
    recallOthers: NOBODY,
    react: EVERYBODY,
    pin: EVERYBODY,
    rename: NOBODY,
    addMembers: NOBODY,
    removeMembers: NOBODY,
    leave: NOBODY,
    setRole: NOBODY,
    transfer: NOBODY,
    dissolve: NOBODY,
    muteMember: NOBODY,
    announce: NOBODY,
    invite: NOBODY,
    setReceipts: NOBODY,
  },
  group: {
    read: EVERYBODY,
    send: EVERYBODY,
    edit: EVERYBODY,
    recall: EVERYBODY,
    recallOthers: MANAGERS,
    react: EVERYBODY,
    pin: MANAGERS,
    rename: MANAGERS,
    addMembers: MANAGERS,
    removeMembers: MANAGERS,
    leave: EVERYBODY,
    setRole: OWNER,
    transfer: OWNER,
    dissolve: OWNER,
    muteMember: MANAGERS,
    announce: MANAGERS,
    invite: MANAGERS,
    setReceipts: MANAGERS,
  },
};

/** The roles that may do it; what `AppendRequest.roles` takes. */
export function rolesAllowed(kind: ConversationKind, action: Action): readonly MemberRole[] {
  return RIGHTS[kind][action];
}

/** Whether a person with this role may; `null` = not a member, who may nothing. */
export function mayAct(kind: ConversationKind, action: Action, role: MemberRole | null): boolean {
  return role !== null && RIGHTS[kind][action].includes(role);
}

/** Over whom each role decides: removes, mutes, gives another role (MEM-6, MEM-9, MEM-11). */
const BELOW: Record<MemberRole, readonly MemberRole[]> = {
  owner: ['admin', 'member'],
  admin: ['member'],
  member: [],
};

/** Whether somebody with the one role decides over somebody with the other; `null` = not a member. */
export function outranks(role: MemberRole | null, other: MemberRole | null): boolean {
  return role !== null && other !== null && BELOW[role].includes(other);
}

/** What a muted member may not do (MEM-11): to say something new, or something else. */
export const SPEAKING: ReadonlySet<string> = new Set<EventKind>([
  'message.created',
  'message.edited',
  'reaction.added',
]);

/** Whether a member with this role may call everybody of a conversation of this size (MSG-8). */
export function mayMentionAll(role: MemberRole, memberCount: number): boolean {
  return memberCount <= SMALL_GROUP_MEMBERS || MANAGERS.includes(role);
}

/** What somebody can try to do with a channel; reading needs no right (CHN-1). */
export type ChannelAction =
  | 'create'
  /** Its title, and who publishes. */
  | 'change'
  /** Drafts and every step of the lifecycle. */
  | 'publish'
  | 'seeReach';

/** Whoever runs the relay is `administrator` in every channel. */
export type ChannelStanding = ChannelRole | 'administrator';

const CHANNEL_RIGHTS: Record<ChannelAction, readonly ChannelStanding[]> = {
  create: ['administrator'],
  change: ['administrator', 'owner'],
  publish: ['administrator', 'owner', 'publisher'],
  seeReach: ['administrator', 'owner', 'publisher'],
};

/** Whether a person may who is all of `standings` there; none: a reader. */
export function mayInChannel(action: ChannelAction, standings: readonly ChannelStanding[]): boolean {
  return standings.some((standing) => CHANNEL_RIGHTS[action].includes(standing));
}

/** What a person is in a channel. */
export function standingsIn(
  channel: { readonly owner: string; readonly publishers: readonly string[] } | undefined,
  user: string,
  isAdministrator: boolean,
): ChannelStanding[] {
  return [
    ...(isAdministrator ? (['administrator'] as const) : []),
    ...(channel?.owner === user ? (['owner'] as const) : []),
    ...(channel?.publishers.includes(user) ? (['publisher'] as const) : []),
  ];
}
