import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { SeqRange } from '../../../shared/model/range-set.ts';
import { addToReadSet } from '../../domain/read-set.ts';
import { CLOSING_STEP, closingRange } from '../receipt-detail.ts';
import type { ClosedReceipts } from '../receipt-port.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import { staysByAccount } from '../rows/member.ts';
import type { Queries } from './queries/all.ts';

/** `readTimes` of the port. */
export function readTimes(
  { accounts, conversations, receipts }: Queries,
  id: ConversationId,
  seq: number,
  users: readonly UserId[],
): StorageResult<'readTimes'> {
  const conversation = conversations.byId(id);
  if (!conversation) return [];
  return users.flatMap((user) => {
    const at = receipts.timeOf(conversation.key, accounts.key(user) ?? 0, seq);
    return at === undefined ? [] : [{ user, at }];
  });
}

/** `closeReceipts` of the port. Runs inside a transaction. */
export function closeReceipts(
  queries: Queries,
  before: number,
  after: ConversationId | undefined,
): ClosedReceipts {
  const { receipts } = queries;
  const rows = receipts.floors(after ?? '', CLOSING_STEP);
  for (const { key, id, floor: last, headSeq } of rows) {
    const floor = (receipts.firstYoung(key, last, before) ?? headSeq + 1) - 1;
    if (floor <= last) continue;
    close(queries, key, floor);
    return { closed: { conversation: id, floor }, next: id };
  }
  return { closed: undefined, next: rows.length === CLOSING_STEP ? rows.at(-1)?.id : undefined };
}

function close(queries: Queries, key: number, floor: number): void {
  const { conversations, members, readRanges, receipts, meta } = queries;
  const position = meta.nextPosition();
  const stays = staysByAccount(members.allStays(key));
  const reads = new Map<number, SeqRange[]>();
  for (const [account, from, to] of readRanges.all(key)) {
    const read = reads.get(account);
    if (read) read.push([from, to]);
    else reads.set(account, [[from, to]]);
  }
  for (const { account, delivered } of members.all(key)) {
    const closing = closingRange(stays.get(account) ?? [], floor);
    if (!closing) continue;
    const read = reads.get(account) ?? [];
    readRanges.replace(key, account, read, addToReadSet(read, [closing]));
    members.touch(key, account, delivered, position);
  }
  conversations.touch(key, position);
  receipts.setFloor(key, floor);
}
