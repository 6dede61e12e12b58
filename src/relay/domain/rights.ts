import type { ConversationKind, MemberRole } from '../../shared/model/conversation.ts';

/** What a member can try to do in a conversation. */
export type Action = 'read' | 'send' | 'rename' | 'addMembers' | 'removeMembers' | 'leave';

const NOBODY: readonly MemberRole[] = [];
const EVERYBODY: readonly MemberRole[] = ['owner', 'admin', 'member'];
const MANAGERS: readonly MemberRole[] = ['owner', 'admin'];

/** The one table of rights (MEM-2, MEM-6). */
const RIGHTS: Record<ConversationKind, Record<Action, readonly MemberRole[]>> = {
  direct: {
    read: EVERYBODY,
    send: EVERYBODY,
    rename: NOBODY,
    addMembers: NOBODY,
    removeMembers: NOBODY,
    leave: NOBODY,
  },
  group: {
    read: EVERYBODY,
    send: EVERYBODY,
    rename: MANAGERS,
    addMembers: MANAGERS,
    removeMembers: MANAGERS,
    leave: EVERYBODY,
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
