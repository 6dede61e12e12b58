import type { ConversationId } from '../../../shared/model/ids.ts';
import type { SeqRange } from '../../../shared/model/range-set.ts';
import type { ConversationSnapshot } from '../../domain/conversation-snapshot.ts';
import { staysByAccount } from '../rows/member.ts';
import type { Queries } from './queries/all.ts';

/** A conversation as the domain keeps it in memory: six scans, whatever the number of members. */
export function loadConversation(
  { conversations, members, readRanges, hiddenRanges, events, receipts }: Queries,
  id: ConversationId,
): ConversationSnapshot | undefined {
  const row = conversations.byId(id);
  if (!row) return undefined;
  const { key, kind, title, headSeq, headOrdinal } = row;
  const rows = members.all(key);

  const stays = staysByAccount(members.allStays(key));
  const read = new Map<number, SeqRange[]>();
  for (const [account, from, to] of readRanges.all(key)) push(read, account, [from, to]);

  const hidden = new Map<number, SeqRange[]>();
  for (const [account, from, to] of hiddenRanges.all(key)) push(hidden, account, [from, to]);

  const marks = new Map(rows.map(({ account }, index) => [account, index + 1]));
  const authors = new Int32Array(headSeq);
  for (const [sender, seq] of events.authors(key)) authors[seq - 1] = marks.get(sender) ?? 0;
  authors.fill(0, 0, row.receiptFloor);
  for (const [from, to] of receipts.gaps(key)) authors.fill(0, from - 1, to);

  return {
    id,
    kind,
    title,
    headSeq,
    headOrdinal,
    members: rows.map(({ account, user, role, delivered, bot }) => ({
      user,
      role,
      bot: bot === 1 || undefined,
      memberships: stays.get(account) ?? [],
      delivered,
      read: read.get(account) ?? [],
      hidden: hidden.get(account),
    })),
    authors,
  };
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
