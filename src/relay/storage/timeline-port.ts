import type { MemberRole } from '../../shared/model/conversation.ts';
import type { MessageContent, TimelineEvent } from '../../shared/model/event.ts';
import type { ClientId, ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import type { PictureId } from '../../shared/model/profile-picture.ts';
import type { RelayReceiptPolicy } from '../../shared/model/receipt.ts';
import type { EventEffects } from '../domain/event-effects.ts';
import type { NewMemberChange } from './member-change.ts';
import type { NewForward, NewMessageChange } from './message-change.ts';
import type { NewPicture } from './profile-port.ts';
import type { NewReceiptChange } from './receipt-change.ts';

export type NewEvent =
  | {
      readonly kind: 'message.created';
      readonly clientId: ClientId;
      readonly content: MessageContent;
      /** Seq of the message it answers. */
      readonly quote?: number | undefined;
      /** The sender asks for no receipts. */
      readonly receipt?: false | undefined;
    }
  | NewForward
  | NewMessageChange
  | { readonly kind: 'conversation.renamed'; readonly title: string }
  | { readonly kind: 'conversation.pictureChanged'; readonly picture: PictureId | null }
  | NewMemberChange
  | NewReceiptChange;

export interface AppendRequest {
  readonly conversation: ConversationId;
  readonly sender: UserId;
  readonly at: number;
  readonly event: NewEvent;
  /** The sender must hold one of these roles when the write happens. */
  readonly roles: readonly MemberRole[];
  /** Absent: `by-conversation`. */
  readonly receiptPolicy?: RelayReceiptPolicy;
  /** The device it is done on; one that is signed out refuses the write with `bad_token`. */
  readonly device?: DeviceId | undefined;
  /** Of `conversation.pictureChanged`: the bytes of the picture it names. */
  readonly picture?: NewPicture | undefined;
  /** MEM-13, of `member.added` of the sender alone: the hash of an invite's code, which then is what lets them in. */
  readonly invite?: string;
}

export type AppendOutcome =
  | ({
      readonly kind: 'appended';
      readonly event: TimelineEvent;
      readonly position: number;
    } & EventEffects)
  /** SEQ-2: this client id is already there; `event` is the stored one. */
  | { readonly kind: 'duplicate'; readonly event: TimelineEvent }
  /** Nothing to do: it is so already. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'not-member' }
  | { readonly kind: 'forbidden' }
  /** MEM-11: the sender may not write before `until`. */
  | { readonly kind: 'muted'; readonly until: number }
  /** Whose role or mute it should change is no member. */
  | { readonly kind: 'no-member' }
  /** The invite is unknown, used up, expired, or to another conversation. */
  | { readonly kind: 'bad-invite' }
  /** More members, reactions, pins or forwarded messages than there may be. */
  | { readonly kind: 'too-many' }
  /** A message that is changed, quoted or forwarded is none that the sender may see. */
  | { readonly kind: 'no-message' }
  /** Nobody has the account of a name card. */
  | { readonly kind: 'no-person' }
  /** What a message refers to is no complete file of its sender's. */
  | { readonly kind: 'no-file' }
  /** The file, or its thumbnail, cannot be shown as a picture. */
  | { readonly kind: 'no-image' }
  /** PKT-2: the sender has fewer points than the red packet. */
  | { readonly kind: 'few-points' }
  /** The message at this index of a forward's `seqs` has nothing to copy. */
  | { readonly kind: 'not-forwardable'; readonly index: number };

/** The part of a relay's storage that knows what happened in a conversation, in order. Guarantees as those of RelayStorage. */
export interface TimelineStorage {
  /**
   * Gives the next seq, ordinal and position, stores the event and its effects, and adds a message to its sender's read set
   * (RCP-2), all or nothing. `event.users` is cut to those whom the change concerns, mentions to present members.
   */
  append(request: AppendRequest): Promise<AppendOutcome>;
  /**
   * Events within `ranges`, ascending, nearest to the end first when `limit` or `maxBytes` (of stored JSON) cuts; at least
   * one if there is any. A message comes as it is now, with its last edit, its pin and its reactions; `reader`'s own are
   * always listed.
   */
  readTimeline(
    conversation: ConversationId,
    ranges: RangeSet,
    limit: number,
    maxBytes: number,
    reader?: UserId,
  ): Promise<TimelineEvent[]>;
  /** Seqs of the pinned messages, newest pin first; at most MAX_PINS. */
  pins(conversation: ConversationId): Promise<number[]>;
}
