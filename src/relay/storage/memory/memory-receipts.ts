import { isMessage, type TimelineEvent } from '../../../shared/model/event.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';
import type { ReceiptPolicy } from '../../../shared/model/receipt.ts';
import type { ReadTime } from '../receipt-detail.ts';

/** What a conversation keeps about receipts besides its members' read sets. */
export class MemoryReceipts {
  policy: ReceiptPolicy = 'on';
  /** Messages up to here have no receipts any more. */
  floor = 0;
  /** RCP-14. */
  readonly hidden = new Map<UserId, RangeSet>();
  readonly times = new Map<UserId, readonly ReadTime[]>();

  /** Whether receipts of it are kept. */
  has(event: TimelineEvent): boolean {
    return isMessage(event) && event.receipt !== false && event.seq > this.floor;
  }

  /** `readTimes` of the port. */
  readTimes(seq: number, users: readonly UserId[]): { user: UserId; at: number }[] {
    return users.flatMap((user) => {
      const found = this.times.get(user)?.find(({ from, to }) => from <= seq && seq <= to);
      return found ? [{ user, at: found.at }] : [];
    });
  }
}
