import type { ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';

export interface ReportRequest {
  readonly conversation: ConversationId;
  readonly user: UserId;
  /** Already cut to the head and the person's memberships by the caller; merged with what is stored here. */
  readonly read: RangeSet;
  /** 0 = not reported. The stored cursor never moves back. */
  readonly delivered: number;
  /** When it was read; absent: read times are not kept. */
  readonly at?: number | undefined;
  /** As in an AppendRequest. */
  readonly device?: DeviceId | undefined;
}

export interface ReportOutcome {
  readonly headSeq: number;
  readonly read: RangeSet;
  /** What of `read` others are not told (RCP-14). */
  readonly hidden: RangeSet;
  readonly unread: number;
  /** Whether this report is a commit of its own; then `position` is its number. */
  readonly changed: boolean;
  readonly position: number;
  /** The newest commit that had changed the person's membership or read set here before: whoever has not heard of it finds no trace of it any more. */
  readonly covered: number;
}

/**
 * Cursors of many people side by side, which travel to a worker for a tenth of what as many objects take. Everything up to
 * `seqs[i]` (≥ 1, not beyond the head) is on `devices[i]` of `users[i]`.
 */
export interface DeliveredCursors {
  readonly users: readonly UserId[];
  readonly devices: readonly DeviceId[];
  readonly seqs: readonly number[];
}

/** One step of removing the receipts of old messages. */
export interface ClosedReceipts {
  /** Messages up to `floor` have no receipts any more; `undefined`: none of the conversations looked at had old ones. */
  readonly closed: { readonly conversation: ConversationId; readonly floor: number } | undefined;
  /** `after` of the next step; `undefined`: this was the last conversation. */
  readonly next: ConversationId | undefined;
}

/** The part of a relay's storage that knows who has what and who has read it. Guarantees as those of RelayStorage. */
export interface ReceiptStorage {
  report(request: ReportRequest): Promise<ReportOutcome>;
  /**
   * Moves the delivered cursors of many people at once, never back; one commit for all of them. Who was never a member is
   * left out, and so is everybody in a conversation that does not exist. A device that is signed out moves nothing: those are
   * given back. The conversation has not changed by it (SYN-2).
   */
  moveDelivered(conversation: ConversationId, cursors: DeliveredCursors): Promise<readonly DeviceId[]>;
  /** Whether others are told what this person reads in direct conversations (RCP-14); at first they are. */
  directReceipts(user: UserId): Promise<boolean>;
  /** What was told stays told, and what was not stays untold. */
  setDirectReceipts(user: UserId, told: boolean, device?: DeviceId): Promise<void>;
  /** When these people have read the message, as far as it was kept. */
  readTimes(
    conversation: ConversationId,
    seq: number,
    users: readonly UserId[],
  ): Promise<{ readonly user: UserId; readonly at: number }[]>;
  /**
   * RCP-16: looks at some conversations whose id is above `after`, by id, up to the first with messages that are older than
   * `before`, and removes who has read those and when. Everybody who was there has read them from then on.
   */
  closeReceipts(before: number, after: ConversationId | undefined): Promise<ClosedReceipts>;
}
