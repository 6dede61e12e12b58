import type { ConversationKind } from '../../../shared/model/conversation.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { PictureId } from '../../../shared/model/profile-picture.ts';
import type { ReceiptPolicy } from '../../../shared/model/receipt.ts';

export interface ConversationRow {
  readonly key: number;
  readonly id: ConversationId;
  readonly kind: ConversationKind;
  readonly title: string | null;
  readonly headSeq: number;
  readonly headOrdinal: number;
  readonly memberCount: number;
  readonly receipts: ReceiptPolicy;
  /** Messages up to here have no receipts any more. */
  readonly receiptFloor: number;
  readonly announcement: string | null;
  readonly picture: PictureId | null;
}

/** How a conversation is found when it is created a second time, its client id as `StoredId`. */
export type CreatedAs<StoredId> =
  | { readonly kind: 'direct'; readonly low: number; readonly high: number }
  | { readonly kind: 'group'; readonly creator: number; readonly clientId: StoredId };
