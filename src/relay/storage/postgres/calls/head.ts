import { changedFlags } from '../../../../shared/model/flags.ts';
import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import { bitsOf, flagsFrom } from '../../flag-bits.ts';
import type { FlagChange, FlagOutcome, HeadStorage, StoredHead } from '../../head-port.ts';
import type { StorageResult } from '../../relay-storage-core.ts';
import { toHead } from '../../rows/head.ts';
import type { Queries } from '../queries/all.ts';
import type { WholeHeadRow } from '../queries/heads.ts';
import { rangesFrom } from '../queries/read-ranges.ts';
import { requireDevice } from '../require-device.ts';
import { unreadOf } from '../unread.ts';

/** The port's calls about heads and flags. Those that write run inside a transaction. */
export function headCalls(queries: Queries): HeadStorage {
  return {
    listHeads: (user, since, after, limit) => listHeads(queries, user, since, after, limit),
    async head(user, conversation) {
      const [found] = await toHeads(queries, await queries.heads.of(conversation, [user]));
      return found;
    },
    heads: (conversation, users) => headsOf(queries, conversation, users),
    setFlags: (change) => setFlags(queries, change),
  };
}

async function listHeads(
  queries: Queries,
  user: UserId,
  since: number,
  after: ConversationId | undefined,
  limit: number,
): Promise<StorageResult<'listHeads'>> {
  const position = await queries.meta.position();
  const account = await queries.accounts.key(user);
  if (account === undefined) return { heads: [], position, more: false };
  const rows = await queries.heads.changed(account, since, after, limit + 1);
  const heads = await toHeads(queries, rows.slice(0, limit));
  return { heads, position, more: rows.length > limit };
}

async function headsOf(
  queries: Queries,
  conversation: ConversationId,
  users: readonly UserId[],
): Promise<StorageResult<'heads'>> {
  const rows = await queries.heads.of(conversation, users);
  const heads = await toHeads(queries, rows);
  return heads.flatMap((head, index) => {
    const user = rows[index]?.user;
    return user === undefined ? [] : [{ user, head }];
  });
}

async function toHeads({ events }: Queries, rows: readonly WholeHeadRow[]): Promise<StoredHead[]> {
  const seen = rows.map((row) => {
    const stays = row.stays.map(([joined, left]) => ({ joined, left }));
    const headSeq = stays.at(-1)?.left ?? row.headSeq;
    return { row, key: row.key, stays, headSeq, read: rangesFrom(row.readSet) };
  });
  const ordinalAt = await events.ordinalsAt(
    seen.map(({ key, headSeq }) => ({ conversation: key, seq: headSeq })),
  );
  const unread = await unreadOf(events, seen);
  return seen.map(({ row, key, stays, headSeq, read }, index) =>
    toHead(row, {
      peer: row.kind === 'direct' ? row.peer : null,
      memberships: stays,
      headSeq,
      headOrdinal: ordinalAt(key, headSeq),
      read,
      unread: unread[index] ?? 0,
    }),
  );
}

async function setFlags(
  queries: Queries,
  { user, conversation, device, change }: FlagChange,
): Promise<FlagOutcome> {
  await requireDevice(queries, device);
  const { accounts, conversations, members, meta } = queries;
  const key = (await conversations.byId(conversation))?.key;
  const account = await accounts.key(user);
  const before = key === undefined || account === undefined ? undefined : await members.flags(key, account);
  if (key === undefined || account === undefined || !before) return 'not-member';
  const after = changedFlags(flagsFrom(before.flags, before.archived), change);
  if (!after) return 'unchanged';
  const position = meta.nextPosition();
  await members.setFlags(key, account, bitsOf(after), after.archived, position);
  return position;
}
