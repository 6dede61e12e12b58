import type { LostCounts, LostMessage } from '../../shared/ipc/lost-views.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import type { StoreDelta } from './store-delta.ts';
import type { Landmark } from './queries/rewind-queries.ts';

export type { Landmark };

/** How far this device has followed the relay. */
export interface FollowedSoFar {
  /** Of the relay's data, as the position was told (SYN-8); `undefined`: no relay has told one. */
  readonly generation: string | undefined;
  readonly position: number;
  /** A comparison with the relay was begun, and has not ended. */
  readonly comparing: boolean;
}

/** Items of a timeline, and which of its seqs are on disk at all. */
export interface Stretch {
  readonly landmarks: readonly Landmark[];
  readonly held: RangeSet;
}

/** Where a timeline and the relay's agree. */
export interface Agreement {
  readonly conversation: ConversationId;
  /** Up to this seq; 0: nowhere. */
  readonly upTo: number;
  /** False: for this person the relay has no such conversation. */
  readonly exists: boolean;
}

/** A relay whose data were put back to an older state: the writing half (SYN-10). Guarantees as those of WritableStore. */
export interface RewindWriter {
  /** Everything up to the position belongs to this generation, or an earlier one of the same data. */
  setGeneration(generation: string): Promise<void>;
  /** Everything has to be pulled again. Until `endComparing` the store says that a comparison has not ended. */
  beginComparing(): Promise<void>;
  /**
   * Takes a step in putting a timeline back to what the relay has of it, and says whether there is more to do; repeating a step is
   * harmless. Above the agreement nothing is on disk any more: my messages are unsent again, failed with `lost`; messages of
   * others are kept apart. What was changed from above it is to be pulled anew, what remains read is to be reported anew,
   * and the flags are to be told anew.
   */
  rewind(agreement: Agreement): Promise<{ readonly delta: StoreDelta; readonly more: boolean }>;
  endComparing(generation: string | undefined): Promise<void>;
  /** Deletes the messages of others that were kept. */
  forgetLost(): Promise<void>;
}

/** The reading half of the same. */
export interface RewindReader {
  followed(): Promise<FollowedSoFar>;
  stretch(conversation: ConversationId, from: number, to: number): Promise<Stretch>;
  /** Conversations that may have more than the position covers. */
  unsettled(): Promise<ConversationId[]>;
  /** Newest first, those that come after `before` in this order. */
  lost(before: Pick<LostMessage, 'at' | 'num'> | undefined, limit: number): Promise<LostMessage[]>;
  lostCounts(): Promise<LostCounts>;
}
