import { v7 } from 'uuid';
import { ConversationState } from '../../src/relay/domain/conversation-state.ts';
import { addToReadSet } from '../../src/relay/domain/read-set.ts';
import { prepareReadRanges } from '../../src/relay/storage/sqlite/queries/read-ranges.ts';
import { ConversationId, UserId } from '../../src/shared/model/ids.ts';
import type { History, ReceiptDesign } from './design.ts';
import { openScratchDatabase } from './scratch-database.ts';

/** The relay's own: its domain state in memory, its rows on disk. */
export function rangesPerMember(history: History): ReceiptDesign {
  const scratch = openScratchDatabase();
  const rows = prepareReadRanges(scratch.database, 'read_range');
  const users = Array.from({ length: history.members }, () => UserId.parse(v7()));
  const author = users[0];
  if (!author) throw new Error('no members');
  const state = ConversationState.from({
    id: ConversationId.parse(v7()),
    kind: 'group',
    title: 'Bench',
    headSeq: history.messages,
    headOrdinal: history.messages,
    members: users.map((user, member) => ({
      user,
      role: member === 0 ? 'owner' : history.stays(member).at(-1)?.left === null ? 'member' : null,
      memberships: history.stays(member),
      delivered: 0,
      read: history.read(member),
    })),
    authors: new Int32Array(history.messages).fill(1),
  });
  users.forEach((_, member) => rows.replace(1, member + 1, [], history.read(member)));
  return {
    name: 'ranges per member (this relay)',
    bytesPerMessage: scratch.grown() / history.messages,
    markTen(member, from) {
      const user = users[member];
      if (!user) throw new Error('no such member');
      const before = rows.get(1, member + 1);
      const read = addToReadSet(before, [[from, from + 9]]);
      rows.replace(1, member + 1, before, read);
      state.addReads(user, read);
    },
    counts: (seqs) => state.counts(author, seqs).map(({ unread }) => unread),
    lists: (seq) => [
      state.receipts(author, seq, 'unread')?.length ?? 0,
      state.receipts(author, seq, 'read')?.length ?? 0,
    ],
    close: () => scratch.close(),
  };
}
