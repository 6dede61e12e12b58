import type { MemberRole } from '../../shared/model/conversation.ts';
import type { UserId } from '../../shared/model/ids.ts';

/** A change of who belongs to a group, as what, or of what it shows above its timeline. */
export type NewMemberChange =
  | { readonly kind: 'member.added'; readonly users: readonly UserId[] }
  | { readonly kind: 'member.removed'; readonly users: readonly UserId[] }
  /** `owner` hands the group over. */
  | { readonly kind: 'member.roleChanged'; readonly user: UserId; readonly role: MemberRole }
  | { readonly kind: 'member.muted'; readonly user: UserId; readonly until: number | null }
  | { readonly kind: 'conversation.announced'; readonly text: string | null }
  | { readonly kind: 'conversation.dissolved'; readonly administrator?: true | undefined };
