import type { ConversationRow } from '../../../../shared/ipc/views.ts';
import type { Member } from '../../../../shared/model/conversation.ts';
import { mayAct, outranks } from '../../../../shared/model/rights.ts';

export type MemberAction = 'message' | 'makeAdmin' | 'unmakeAdmin' | 'transfer' | 'mute' | 'remove';

/** What I may do with a member, by the relay's own table of rights. Nothing with myself. */
export function memberActions(
  { kind, role }: Pick<ConversationRow, 'kind' | 'role'>,
  member: Member,
  isMe: boolean,
): readonly MemberAction[] {
  if (isMe) return [];
  const actions: MemberAction[] = ['message'];
  if (mayAct(kind, 'setRole', role)) {
    if (member.role === 'member') actions.push('makeAdmin');
    if (member.role === 'admin') actions.push('unmakeAdmin');
  }
  if (mayAct(kind, 'transfer', role)) actions.push('transfer');
  if (!outranks(role, member.role)) return actions;
  if (mayAct(kind, 'muteMember', role)) actions.push('mute');
  if (mayAct(kind, 'removeMembers', role)) actions.push('remove');
  return actions;
}
