import { AppError } from '../../../../shared/errors.ts';
import type { ConversationId, DeviceId } from '../../../../shared/model/ids.ts';
import { subtractRanges } from '../../../../shared/model/range-set.ts';
import { addToReadSet } from '../../../domain/read-set.ts';
import { unreadMessages } from '../../badge.ts';
import { closingRange, keptReadTimes, timesAbove } from '../../receipt-detail.ts';
import type {
  ClosedReceipts,
  DeliveredCursors,
  ReceiptStorage,
  ReportOutcome,
  ReportRequest,
} from '../../receipt-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { MemoryConversation } from '../memory-conversation.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about receipts. */
export function receiptCalls(tables: MemoryTables): CorePart<ReceiptStorage> {
  const { accounts, conversations } = tables;
  return {
    report: (request) => report(tables, request),
    moveDelivered: (id, cursors) => moveDelivered(tables, id, cursors),
    directReceipts: (user) => !accounts.untoldDirect.has(user),
    setDirectReceipts(user, told, device) {
      accounts.requireDevice(device);
      if (told) accounts.untoldDirect.delete(user);
      else accounts.untoldDirect.add(user);
    },
    readTimes: (id, seq, users) => conversations.get(id)?.receipts.readTimes(seq, users) ?? [],
    closeReceipts: (before, after) => closeReceipts(tables, before, after),
  };
}

function report(tables: MemoryTables, request: ReportRequest): ReportOutcome {
  const { accounts, conversations } = tables;
  const { user, read, delivered, at } = request;
  accounts.requireDevice(request.device);
  const conversation = conversations.get(request.conversation);
  const member = conversation?.members.get(user);
  if (!conversation || !member) throw new AppError('not_found');
  const { receipts } = conversation;
  const told = conversation.kind !== 'direct' || !accounts.untoldDirect.has(user);
  const fresh = subtractRanges(read, member.read);
  const next = addToReadSet(member.read, fresh);
  const before = receipts.hidden.get(user) ?? [];
  const hidden = told ? before : addToReadSet(before, subtractRanges(next, member.read));
  const covered = member.position;
  const changed = next !== member.read || delivered > member.delivered;
  if (changed) {
    member.read = next;
    member.delivered = Math.max(member.delivered, delivered);
    member.position = conversation.position = tables.nextPosition();
  }
  if (hidden.length > 0) receipts.hidden.set(user, hidden);
  if (at !== undefined && fresh.length > 0) {
    receipts.times.set(user, keptReadTimes(receipts.times.get(user) ?? [], fresh, at));
  }
  const headSeq = member.memberships.at(-1)?.left ?? conversation.headSeq;
  const ordinalAt = (seq: number): number => conversation.ordinalAt(seq);
  const unread = unreadMessages(member.memberships, headSeq, next, ordinalAt);
  return { headSeq, read: next, hidden, unread, changed, position: tables.position, covered };
}

function moveDelivered(
  { accounts, conversations }: MemoryTables,
  id: ConversationId,
  { users, devices, seqs }: DeliveredCursors,
): DeviceId[] {
  const members = conversations.get(id)?.members;
  if (!members) return [];
  users.forEach((user, index) => {
    const member = members.get(user);
    const device = devices[index];
    if (!member || device === undefined || !accounts.hasDevice(device)) return;
    member.delivered = Math.max(member.delivered, seqs[index] ?? 0);
  });
  return devices.filter((device) => !accounts.hasDevice(device));
}

function closeReceipts(
  tables: MemoryTables,
  before: number,
  after: ConversationId | undefined,
): ClosedReceipts {
  for (const id of [...tables.conversations.keys()].sort()) {
    const conversation = tables.conversations.get(id);
    if (!conversation || (after !== undefined && id <= after)) continue;
    const floor = close(tables, conversation, before);
    if (floor !== undefined) return { closed: { conversation: id, floor }, next: id };
  }
  return { closed: undefined, next: undefined };
}

/** The new floor; `undefined`: nothing is old enough. */
function close(tables: MemoryTables, conversation: MemoryConversation, before: number): number | undefined {
  const { receipts, events } = conversation;
  const young = events.findIndex(({ seq, at }) => seq > receipts.floor && at >= before);
  const floor = young < 0 ? events.length : young;
  if (floor <= receipts.floor) return undefined;
  receipts.floor = floor;
  conversation.position = tables.nextPosition();
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
