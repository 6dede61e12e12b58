import { defineStore } from 'pinia';
import { formatInviteLink } from '../../../shared/invite-link.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { ReceiptPolicy } from '../../../shared/model/receipt.ts';
import { request } from '../bridge/client.ts';
import { useAccount } from './account.ts';
import { useRelayRules } from './relay-rules.ts';

/** "For good": the last moment that a time can name. */
const FOR_GOOD = 8_640_000_000_000_000;

/** What those who manage a group do there. Nothing is shown before the change feed tells it; a refusal rejects. */
export const useGroups = defineStore('groups', () => {
  async function setRole(
    conversation: ConversationId,
    user: UserId,
    role: 'admin' | 'member',
  ): Promise<void> {
    await request('conversation.setRole', { conversation, user, role });
  }

  async function transfer(conversation: ConversationId, user: UserId): Promise<void> {
    await request('conversation.transfer', { conversation, user });
  }

  async function dissolve(conversation: ConversationId): Promise<void> {
    await request('conversation.dissolve', { conversation });
  }

  /** For so many ms from now, for good, or (`null`) not any more. */
  async function mute(
    conversation: ConversationId,
    user: UserId,
    forMs: number | 'good' | null,
  ): Promise<void> {
    const until = typeof forMs === 'number' ? useRelayRules().relayNow() + forMs : forMs && FOR_GOOD;
    await request('conversation.muteMember', { conversation, user, until });
  }

  async function announce(conversation: ConversationId, text: string | null): Promise<void> {
    await request('conversation.setAnnouncement', { conversation, text });
  }

  async function setReceipts(conversation: ConversationId, policy: ReceiptPolicy): Promise<void> {
    await request('conversation.setReceipts', { conversation, policy });
  }

  /** A link to join by; `validMs` from now, or as long as nobody revokes it. It can be read only now. */
  async function invite(conversation: ConversationId, validMs: number | null): Promise<string> {
    const expiresAt = validMs === null ? {} : { expiresAt: useRelayRules().relayNow() + validMs };
    const { code } = await request('conversation.createInvite', { conversation, ...expiresAt });
    return formatInviteLink({ to: 'group', ...useAccount().relayForOthers, code });
  }

  async function revokeInvites(conversation: ConversationId): Promise<void> {
    await request('conversation.revokeInvites', { conversation });
  }

  return { setRole, transfer, dissolve, mute, announce, setReceipts, invite, revokeInvites };
});
