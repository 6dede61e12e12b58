import type { TimelineEvent } from '../../shared/model/event.ts';
import type { ClientId, ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { ConversationSnapshot } from '../domain/conversation-snapshot.ts';

export type NewConversation =
  | {
      readonly kind: 'direct';
      readonly id: ConversationId;
      readonly creator: UserId;
      readonly peer: UserId;
      readonly at: number;
      /** As in an AppendRequest. */
      readonly device?: DeviceId | undefined;
    }
  | {
      readonly kind: 'group';
      readonly id: ConversationId;
      readonly creator: UserId;
      readonly clientId: ClientId;
      readonly title: string;
      /** Without the creator, who becomes owner; no duplicates. */
      readonly users: readonly UserId[];
      readonly at: number;
      /** As in an AppendRequest. */
      readonly device?: DeviceId | undefined;
    };

/** The part of a relay's storage that makes conversations, and gives them whole to who keeps them in memory. Guarantees as those of RelayStorage. */
export interface ConversationStorage {
  /**
   * `created: false`: it was there already (MEM-2, MEM-3); unknown users are left out of a new group. `position`: the commit that has
   * created it; absent: none has now.
   */
  createConversation(
    conversation: NewConversation,
  ): Promise<{ id: ConversationId; created: boolean; event: TimelineEvent; position?: number }>;
  loadConversation(id: ConversationId): Promise<ConversationSnapshot | undefined>;
}
