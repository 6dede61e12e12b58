import type { Draft } from '../../shared/model/draft.ts';
import type { ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';

export interface DraftRequest {
  readonly user: UserId;
  readonly conversation: ConversationId;
  /** Empty: nothing is being written any more. */
  readonly text: string;
  /** The revision that the text was made from. */
  readonly base: number;
  /** One that is signed out refuses the write with `bad_token`. */
  readonly device: DeviceId;
}

export type DraftOutcome =
  /** `changed: false`: it was so already. */
  | { readonly kind: 'saved'; readonly revision: number; readonly changed: boolean }
  /** DRF-2: another device has stored this since. */
  | { readonly kind: 'conflict'; readonly draft: Draft }
  | { readonly kind: 'not-member' }
  | { readonly kind: 'too-many' };

/** The part of the port for what people are writing: each person's own, and for nobody else. */
export interface DraftStorage {
  /** Whether it fits is decided with the write. Its revision is the position of the commit. */
  saveDraft(request: DraftRequest): Promise<DraftOutcome>;
  /** Those whose revision is above `since`, emptied ones too, ascending. */
  drafts(user: UserId, since: number, limit: number): Promise<readonly Draft[]>;
}
