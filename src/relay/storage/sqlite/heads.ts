import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { unreadMessages } from '../badge.ts';
import type { StoredHead } from '../head-port.ts';
import { flagsFrom } from '../flag-bits.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import type { Queries } from './queries/all.ts';
import type { HeadRow } from './queries/heads.ts';

/** `listHeads` of the port. */
export function listHeads(
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
  const heads = rows.slice(0, limit).map((row) => toHead(queries, account, row));
  return { heads, position, more: rows.length > limit };
}

/** `head` of the port. */
export function head(queries: Queries, user: UserId, conversation: ConversationId): StoredHead | undefined {
  const account = queries.accounts.key(user);
  const row = account === undefined ? undefined : queries.heads.get(account, conversation);
  return account === undefined || !row ? undefined : toHead(queries, account, row);
}

/** What a person sees of a conversation: all of it, or for a former member what it was when they left. */
function toHead(
  { conversations, members, events, readRanges }: Queries,
  account: number,
  row: HeadRow,
): StoredHead {
  const { key, id, kind, role } = row;
  const memberships = members.stays(key, account);
  const read = readRanges.get(key, account);
  const headSeq = memberships.at(-1)?.left ?? row.headSeq;
  const ordinalAt = (seq: number): number => events.ordinalAt(key, seq);
  return {
    id,
    kind,
    title: role ? row.title : row.partingTitle,
    peer: kind === 'direct' ? conversations.peer(key, account) : null,
    memberCount: row.partingCount ?? row.memberCount,
    memberships,
    role,
    announcement: role && row.announcement,
    mutedUntil: role && row.mutedUntil,
    headSeq,
    headOrdinal: ordinalAt(headSeq),
    read,
    unread: unreadMessages(memberships, headSeq, read, ordinalAt),
    receipts: role && row.receipts,
    flags: flagsFrom(row.flags, row.archived),
  };
}
