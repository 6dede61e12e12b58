import { AppError } from '../../../shared/errors.ts';
import { isMessage, type TimelineEvent } from '../../../shared/model/event.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import { type RangeSet, subtractRanges } from '../../../shared/model/range-set.ts';
import type { ReceiptPolicy } from '../../../shared/model/receipt.ts';
import { addToReadSet } from '../../domain/read-set.ts';
import { unreadMessages } from '../badge.ts';
import type { ReportOutcome, ReportRequest } from '../receipt-port.ts';
import { closingRange, keptReadTimes, type ReadTime, timesAbove } from '../receipt-detail.ts';
import type { MemoryConversation } from './memory-conversation.ts';

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

/** `report` of the port; `told`: others learn of it. */
export function memoryReport(
  conversation: MemoryConversation,
  { user, read, delivered, at }: ReportRequest,
  told: boolean,
  positions: { newest(): number; next(): number },
): ReportOutcome {
  const member = conversation.members.get(user);
  if (!member) throw new AppError('not_found');
  const { receipts } = conversation;
  const fresh = subtractRanges(read, member.read);
  const next = addToReadSet(member.read, fresh);
  const before = receipts.hidden.get(user) ?? [];
  const hidden = told ? before : addToReadSet(before, subtractRanges(next, member.read));
  const changed = next !== member.read || delivered > member.delivered;
  if (changed) {
    member.read = next;
    member.delivered = Math.max(member.delivered, delivered);
    member.position = conversation.position = positions.next();
  }
  if (hidden.length > 0) receipts.hidden.set(user, hidden);
  if (at !== undefined && fresh.length > 0) {
    receipts.times.set(user, keptReadTimes(receipts.times.get(user) ?? [], fresh, at));
  }
  const headSeq = member.memberships.at(-1)?.left ?? conversation.headSeq;
  const ordinalAt = (seq: number): number => conversation.ordinalAt(seq);
  const unread = unreadMessages(member.memberships, headSeq, next, ordinalAt);
  return { headSeq, read: next, hidden, unread, changed, position: positions.newest() };
}

/** The new floor; `undefined`: nothing is old enough. */
export function memoryCloseReceipts(
  conversation: MemoryConversation,
  before: number,
  nextPosition: () => number,
): number | undefined {
  const { receipts, events } = conversation;
  const young = events.findIndex(({ seq, at }) => seq > receipts.floor && at >= before);
  const floor = young < 0 ? events.length : young;
  if (floor <= receipts.floor) return undefined;
  receipts.floor = floor;
  conversation.position = nextPosition();
  for (const member of conversation.members.values()) {
    const closing = closingRange(member.memberships, floor);
    if (!closing) continue;
    member.read = addToReadSet(member.read, [closing]);
    member.position = conversation.position;
    receipts.hidden.set(member.user, subtractRanges(receipts.hidden.get(member.user) ?? [], [closing]));
    receipts.times.set(member.user, timesAbove(receipts.times.get(member.user) ?? [], floor));
  }
  return floor;
}
