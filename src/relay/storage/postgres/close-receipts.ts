import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { addToReadSet } from '../../domain/read-set.ts';
import { CLOSING_STEP, closingRange } from '../receipt-detail.ts';
import type { ClosedReceipts } from '../receipt-port.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import { staysByAccount } from '../rows/member.ts';
import { inTurn } from './in-turn.ts';
import type { Queries } from './queries/all.ts';

/** `readTimes` of the port. */
export async function readTimes(
  { accounts, conversations, receipts }: Queries,
  id: ConversationId,
  seq: number,
  users: readonly UserId[],
): Promise<StorageResult<'readTimes'>> {
  const conversation = await conversations.byId(id);
  if (!conversation) return [];
  const found = await inTurn(await accounts.keys(users), async ([user, account]) => {
    const at = await receipts.timeOf(conversation.key, account, seq);
    return at === undefined ? [] : [{ user, at }];
  });
  return found.flat();
}

/** `closeReceipts` of the port. Runs inside a transaction. */
export async function closeReceipts(
  queries: Queries,
  before: number,
  after: ConversationId | undefined,
): Promise<ClosedReceipts> {
  const { receipts } = queries;
  const rows = await receipts.floors(after, CLOSING_STEP);
  for (const { key, id, floor: last, headSeq } of rows) {
    const floor = ((await receipts.firstYoung(key, last, before)) ?? headSeq + 1) - 1;
    if (floor <= last) continue;
    await close(queries, key, floor);
    return { closed: { conversation: id, floor }, next: id };
  }
  return { closed: undefined, next: rows.length === CLOSING_STEP ? rows.at(-1)?.id : undefined };
}

async function close(queries: Queries, key: number, floor: number): Promise<void> {
  const { conversations, members, readRanges, receipts, meta } = queries;
  const position = meta.nextPosition();
  const stays = staysByAccount(await members.allStays(key));
  const reads = await readRanges.all(key);
  for (const { account, delivered } of await members.all(key)) {
    const closing = closingRange(stays.get(account) ?? [], floor);
    if (!closing) continue;
    const read = reads.get(account) ?? [];
    await readRanges.put(key, account, addToReadSet(read, [closing]));
    await members.touch(key, account, delivered, position);
  }
  await conversations.touch(key, position);
  await receipts.setFloor(key, floor);
}
