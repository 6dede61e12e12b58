import { changedFlags } from '../../../../shared/model/flags.ts';
import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import { unreadMessages } from '../../badge.ts';
import { bitsOf, flagsFrom } from '../../flag-bits.ts';
import type { FlagChange, FlagOutcome, HeadStorage, StoredHead } from '../../head-port.ts';
import type { CorePart, StorageResult } from '../../relay-storage-core.ts';
import { type HeadRow, toHead } from '../../rows/head.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about heads and flags. Those that write run inside a transaction. */
export function headCalls(queries: Queries): CorePart<HeadStorage> {
  return {
    listHeads: (user, since, after, limit) => listHeads(queries, user, since, after, limit),
    head: (user, conversation) => head(queries, user, conversation),
    heads: (conversation, users) =>
      users.flatMap((user) => {
        const found = head(queries, user, conversation);
        return found ? [{ user, head: found }] : [];
      }),
    setFlags: (change) => setFlags(queries, change),
  };
}

function listHeads(
  queries: Queries,
  user: UserId,
  since: number,
  after: ConversationId | undefined,
  limit: number,
): StorageResult<'listHeads'> {
  const position = queries.meta.position();
  const account = queries.accounts.key(user);
  if (account === undefined) return { heads: [], position, more: false };
  const rows = queries.heads.changed(account, since, after ?? '', limit + 1);
  const heads = rows.slice(0, limit).map((row) => headOf(queries, account, row));
  return { heads, position, more: rows.length > limit };
}

function head(queries: Queries, user: UserId, conversation: ConversationId): StoredHead | undefined {
  const account = queries.accounts.key(user);
  const row = account === undefined ? undefined : queries.heads.get(account, conversation);
  return account === undefined || !row ? undefined : headOf(queries, account, row);
}

function headOf(
  { conversations, members, events, readRanges }: Queries,
  account: number,
  row: HeadRow,
): StoredHead {
  const { key, kind } = row;
  const memberships = members.stays(key, account);
  const read = readRanges.get(key, account);
  const headSeq = memberships.at(-1)?.left ?? row.headSeq;
  const ordinalAt = (seq: number): number => events.ordinalAt(key, seq);
  return toHead(row, {
    peer: kind === 'direct' ? conversations.peer(key, account) : null,
    memberships,
    headSeq,
    headOrdinal: ordinalAt(headSeq),
    read,
    unread: unreadMessages(memberships, headSeq, read, ordinalAt),
  });
}

function setFlags(queries: Queries, { user, conversation, device, change }: FlagChange): FlagOutcome {
  requireDevice(queries, device);
  const { accounts, conversations, members, meta } = queries;
  const key = conversations.byId(conversation)?.key;
  const account = accounts.key(user);
  const before = key === undefined || account === undefined ? undefined : members.flags(key, account);
  if (key === undefined || account === undefined || !before) return 'not-member';
  const after = changedFlags(flagsFrom(before.flags, before.archived), change);
  if (!after) return 'unchanged';
  const position = meta.nextPosition();
  members.setFlags(key, account, bitsOf(after), after.archived, position);
  return position;
}
