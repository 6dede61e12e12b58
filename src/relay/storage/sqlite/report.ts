import { AppError } from '../../../shared/errors.ts';
import type { ConversationId, DeviceId } from '../../../shared/model/ids.ts';
import { type RangeSet, subtractRanges } from '../../../shared/model/range-set.ts';
import { addToReadSet } from '../../domain/read-set.ts';
import { unreadMessages } from '../badge.ts';
import type { DeliveredCursors, ReportOutcome, ReportRequest } from '../receipt-port.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

/** Merges a report (RCP-1). What changes nothing is no commit. Runs inside a transaction. */
export function report(queries: Queries, request: ReportRequest): ReportOutcome {
  requireDevice(queries, request.device);
  const { accounts, conversations, members, events, readRanges, receipts, meta } = queries;
  const conversation = conversations.byId(request.conversation);
  const account = accounts.key(request.user) ?? 0;
  const member = conversation && members.get(conversation.key, account);
  if (!member) throw new AppError('not_found');
  const { key } = conversation;
  const before = readRanges.get(key, account);
  const fresh = subtractRanges(request.read, before);
  const read = addToReadSet(before, fresh);
  const delivered = Math.max(member.delivered, request.delivered);
  let position = meta.position();
  const changed = read !== before || delivered > member.delivered;
  if (changed) {
    position = meta.nextPosition();
    readRanges.replace(key, account, before, read);
    if (request.at !== undefined) receipts.addTimes(key, account, fresh, request.at);
    members.touch(key, account, delivered, position);
    conversations.touch(key, position);
  }
  const stays = members.stays(key, account);
  const headSeq = stays.at(-1)?.left ?? conversation.headSeq;
  const unread = unreadMessages(stays, headSeq, read, (seq) => events.ordinalAt(key, seq));
  const hidden =
    conversation.kind === 'direct' ? hide(queries, key, account, subtractRanges(read, before)) : [];
  return { headSeq, read, hidden, unread, changed, position, covered: member.position };
}

/** RCP-14: what others are not told, with what has been read just now if the person wants it so. */
function hide(
  { hiddenRanges, receipts }: Queries,
  conversation: number,
  account: number,
  fresh: RangeSet,
): RangeSet {
  const before = hiddenRanges.get(conversation, account);
  if (fresh.length === 0 || receipts.tellsDirect(account)) return before;
  const hidden = addToReadSet(before, fresh);
  hiddenRanges.replace(conversation, account, before, hidden);
  return hidden;
}

/** Moves many cursors for the price of one commit. Runs inside a transaction. */
export function moveDelivered(
  { conversations, devices, members }: Queries,
  id: ConversationId,
  cursors: DeliveredCursors,
): DeviceId[] {
  const conversation = conversations.byId(id);
  if (!conversation) return [];
  const signedOut: DeviceId[] = [];
  cursors.devices.forEach((device, index) => {
    // The device's row names its account: one look-up for both questions.
    const account = devices.account(device);
    if (account === undefined) signedOut.push(device);
    else members.moveDelivered(conversation.key, account, cursors.seqs[index] ?? 0);
  });
  return signedOut;
}
