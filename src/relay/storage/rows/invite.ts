import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { InviteOverview } from '../administration.ts';

export interface InviteRow {
  /** `null`: to the relay itself. */
  readonly conversation: ConversationId | null;
}

/** As administrators list it, but for who its creator is. */
export interface OpenInviteRow extends Omit<InviteOverview, 'creator'> {
  readonly creator: UserId;
}
