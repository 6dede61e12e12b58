import type { MemberRole } from '../../shared/model/conversation.ts';
import type { UserId } from '../../shared/model/ids.ts';

export interface RoleChange {
  readonly user: UserId;
  readonly role: MemberRole;
}

/** What a stored event did, or was about, that it does not say itself. */
export interface EventEffects {
  /** Whose role it changed beyond what it says: a new owner when the owner left, a former one (MEM-6, MEM-9). */
  readonly roles: readonly RoleChange[];
  /** Whom of those it added is a bot: no receiver (RCP-3). */
  readonly bots: readonly UserId[];
}

export const NO_EFFECTS: EventEffects = { roles: [], bots: [] };
