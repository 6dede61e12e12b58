import { AppError } from '../../../shared/errors.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { type RangeSet, subtractRanges } from '../../../shared/model/range-set.ts';
import { addToReadSet } from '../../domain/read-set.ts';
import { unreadMessages } from '../badge.ts';
import type { ReportOutcome, ReportRequest } from '../port.ts';
import type { Queries } from './queries/all.ts';

/** Merges a report (RCP-1). What changes nothing is no commit. Runs inside a transaction. */
export function report(queries: Queries, request: ReportRequest): ReportOutcome {
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
  if (read !== before || delivered > member.delivered) {
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
  return { headSeq, read, hidden, unread, position };
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
  { accounts, conversations, members }: Queries,
  id: ConversationId,
  users: readonly UserId[],
  seqs: readonly number[],
): void {
  const conversation = conversations.byId(id);
  if (!conversation) return;
  users.forEach((user, index) => {
    const account = accounts.key(user);
    if (account !== undefined) members.moveDelivered(conversation.key, account, seqs[index] ?? 0);
  });
}
