import type { ConversationId } from '../../../shared/model/ids.ts';
import type { ConversationSnapshot } from '../../domain/conversation-snapshot.ts';
import { staysByAccount } from '../rows/member.ts';
import type { Queries } from './queries/all.ts';

/** A conversation as the domain keeps it in memory: six scans, whatever the number of members. */
export async function loadConversation(
  { conversations, members, readRanges, hiddenRanges, events, receipts }: Queries,
  id: ConversationId,
): Promise<ConversationSnapshot | undefined> {
  const row = await conversations.byId(id);
  if (!row) return undefined;
  const { key, kind, title, headSeq, headOrdinal } = row;
  const rows = await members.all(key);

  const stays = staysByAccount(await members.allStays(key));
  const read = await readRanges.all(key);
  const hidden = await hiddenRanges.all(key);

  const marks = new Map(rows.map(({ account }, index) => [account, index + 1]));
  const authors = new Int32Array(headSeq);
  for (const [sender, seq] of await events.authors(key)) authors[seq - 1] = marks.get(sender) ?? 0;
  authors.fill(0, 0, row.receiptFloor);
  for (const [from, to] of await receipts.gaps(key)) authors.fill(0, from - 1, to);

  return {
    id,
    kind,
    title,
    headSeq,
    headOrdinal,
    members: rows.map(({ account, user, role, delivered, bot }) => ({
      user,
      role,
      bot: bot || undefined,
      memberships: stays.get(account) ?? [],
      delivered,
      read: read.get(account) ?? [],
      hidden: hidden.get(account),
    })),
    authors,
  };
}
