import { v7 } from 'uuid';
import { ConversationState } from '../../src/relay/domain/conversation-state.ts';
import { addToReadSet } from '../../src/relay/domain/read-set.ts';
import { prepareMembers } from '../../src/relay/storage/sqlite/queries/members.ts';
import { prepareReadRanges } from '../../src/relay/storage/sqlite/queries/read-ranges.ts';
import { ConversationId, UserId } from '../../src/shared/model/ids.ts';
import type { History, ReceiptDesign } from './design.ts';
import { openScratchDatabase, type ScratchDatabase } from './scratch-database.ts';

/** What a relay stores of who was there when, as it comes about: everybody who comes or goes at the same seq together. */
function storeStays({ database }: ScratchDatabase, history: History): void {
  const rows = prepareMembers(database);
  const joins = new Map<number, { account: number; role: 'member' }[]>();
  const leaves = new Map<number, number[]>();
  for (let member = 0; member < history.members; member++) {
    const account = member + 1;
    for (const { joined, left } of history.stays(member)) {
      joins.set(joined, [...(joins.get(joined) ?? []), { account, role: 'member' }]);
      if (left !== null) leaves.set(left, [...(leaves.get(left) ?? []), account]);
    }
  }
  for (const seq of [...new Set([...joins.keys(), ...leaves.keys()])].sort((a, b) => a - b)) {
    rows.join(1, joins.get(seq) ?? [], seq, seq);
    for (const account of leaves.get(seq) ?? [])
      rows.leave(1, account, seq, seq, { title: 'Bench', memberCount: history.members });
  }
}

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
  storeStays(scratch, history);
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
