import type { MemberRole } from '../../shared/model/conversation.ts';
import type { ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { Account } from './account-port.ts';

/** An invite to come; only the hash of its code is stored. */
export interface NewInvite {
  readonly hash: string;
  readonly creator: UserId;
  readonly at: number;
  /** `null`: any number. */
  readonly uses: number | null;
  /** `null`: never. */
  readonly expiresAt: number | null;
  /** The device it is made on, as in an AppendRequest. */
  readonly device?: DeviceId | undefined;
}

/** What somebody wants with the invites of a group, and the roles that may. */
export interface GroupInvites {
  readonly conversation: ConversationId;
  readonly roles: readonly MemberRole[];
}

/** The part of a relay's storage that knows who lets whom in. Guarantees as those of RelayStorage. */
export interface InviteStorage {
  /**
   * SES-10: creates an account with one use of an invite, all or nothing. The very first account needs no invite, and uses
   * none up.
   */
  createInvitedAccount(
    account: Account,
    inviteHash: string | undefined,
  ): Promise<'created' | 'name-taken' | 'bad-invite'>;
  /** Whether `createInvitedAccount` would take the invite now. */
  mayRegister(inviteHash: string | undefined, at: number): Promise<boolean>;
  /** An invite to the relay. `too-many`: the creator has LIMITS.openInvites of them already. */
  createRelayInvite(invite: NewInvite): Promise<'created' | 'too-many'>;
  /** An invite to a group, of which there may be LIMITS.openInvites. */
  createGroupInvite(
    invite: NewInvite,
    group: GroupInvites,
  ): Promise<'created' | 'too-many' | 'not-member' | 'forbidden'>;
  /** All invites of a group. */
  revokeGroupInvites(
    user: UserId,
    group: GroupInvites,
    device?: DeviceId,
  ): Promise<'revoked' | 'not-member' | 'forbidden'>;
  /** The group that the invite is to, if it lets anybody in now. */
  invitedTo(inviteHash: string, at: number): Promise<ConversationId | undefined>;
}
