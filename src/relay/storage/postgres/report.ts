import { AppError } from '../../../shared/errors.ts';
import type { ConversationId, DeviceId } from '../../../shared/model/ids.ts';
import { type RangeSet, subtractRanges } from '../../../shared/model/range-set.ts';
import { addToReadSet } from '../../domain/read-set.ts';
import type { DeliveredCursors, ReportOutcome, ReportRequest } from '../receipt-port.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';
import { unreadOf } from './unread.ts';

/** Merges a report (RCP-1). What changes nothing is no commit. Runs inside a transaction. */
export async function report(queries: Queries, request: ReportRequest): Promise<ReportOutcome> {
  await requireDevice(queries, request.device);
  const { events, receipts, reports, meta } = queries;
  const member = await reports.member(request.conversation, request.user);
  if (!member) throw new AppError('not_found');
  const { conversation: key, account, kind, stays, read: before } = member;
  const fresh = subtractRanges(request.read, before);
  const read = addToReadSet(before, fresh);
  const delivered = Math.max(member.delivered, request.delivered);
  let position = await meta.position();
  const changed = read !== before || delivered > member.delivered;
  if (changed) {
    position = meta.nextPosition();
    await reports.store(member, read, delivered, position);
    if (request.at !== undefined) await receipts.addTimes(key, account, fresh, request.at);
  }
  const headSeq = stays.at(-1)?.left ?? member.headSeq;
  const [unread = 0] = await unreadOf(events, [{ key, stays, headSeq, read }]);
  const hidden = kind === 'direct' ? await hide(queries, key, account, subtractRanges(read, before)) : [];
  return { headSeq, read, hidden, unread, changed, position };
}

/** RCP-14: what others are not told, with what has been read just now if the person wants it so. */
async function hide(
  { hiddenRanges, receipts }: Queries,
  conversation: number,
  account: number,
  fresh: RangeSet,
): Promise<RangeSet> {
  const before = await hiddenRanges.get(conversation, account);
  if (fresh.length === 0 || (await receipts.tellsDirect(account))) return before;
  const hidden = addToReadSet(before, fresh);
  await hiddenRanges.put(conversation, account, hidden);
  return hidden;
}

/** Moves many cursors for the price of one commit. Runs inside a transaction. */
export async function moveDelivered(
  { conversations, devices, members }: Queries,
  id: ConversationId,
  cursors: DeliveredCursors,
): Promise<DeviceId[]> {
  const conversation = await conversations.byId(id);
  if (!conversation) return [];
  // The device's row names its account: one look-up for both questions.
  const accounts = await devices.accounts(cursors.devices);
  const furthest = new Map<number, number>();
  cursors.devices.forEach((device, index) => {
    const account = accounts.get(device);
    if (account === undefined) return;
    furthest.set(account, Math.max(furthest.get(account) ?? 0, cursors.seqs[index] ?? 0));
  });
  await members.moveDelivered(conversation.key, [...furthest.keys()], [...furthest.values()]);
  return cursors.devices.filter((device) => !accounts.has(device));
}
