import type Database from 'better-sqlite3';
import type { MemberRole, MembershipRange } from '../../../../shared/model/conversation.ts';
import type { ConversationId } from '../../../../shared/model/ids.ts';
import type { MemberRow } from '../../rows/member.ts';

/** As lists have it: every append looks up one member, and needs less. */
export interface ListedMemberRow extends MemberRow {
  readonly bot: 0 | 1;
}

/** `position`: the newest commit that has changed what is kept of the person. */
export interface OneMemberRow extends MemberRow {
  readonly position: number;
}

/** Members and their stays. */
export interface MemberQueries {
  /** `undefined`: never a member. */
  get(conversation: number, account: number): OneMemberRow | undefined;
  /** Present and former, in order of first joining. */
  all(conversation: number): ListedMemberRow[];
  stays(conversation: number, account: number): MembershipRange[];
  /** Of all members: account, joined, left; the stays of one account oldest first. */
  allStays(conversation: number): [account: number, joined: number, left: number | null][];
  /** Begins a stay each; for a person who was there before, another one. */
  join(
    conversation: number,
    accounts: readonly { readonly account: number; readonly role: MemberRole }[],
    seq: number,
    position: number,
  ): void;
  /** Ends a stay, keeping what the person saw last. */
  leave(
    conversation: number,
    account: number,
    seq: number,
    position: number,
    parting: { readonly title: string | null; readonly memberCount: number },
  ): void;
  /** Ends all stays that are open. */
  leaveAll(
    conversation: number,
    seq: number,
    position: number,
    parting: { readonly title: string | null; readonly memberCount: number },
  ): void;
  /** `null`: not muted, or never a member. */
  mutedUntil(conversation: number, account: number): number | null;
  mute(conversation: number, account: number, until: number | null): void;
  /** `undefined`: never a member. */
  flags(
    conversation: number,
    account: number,
  ): { readonly flags: number | null; readonly archived: number | null } | undefined;
  setFlags(
    conversation: number,
    account: number,
    flags: number,
    archived: number | null,
    position: number,
  ): void;
  /** Groups whose present member the account is. */
  groupsOf(account: number): ConversationId[];
  setRole(conversation: number, account: number, role: MemberRole): void;
  /** The person reported something. */
  touch(conversation: number, account: number, delivered: number, position: number): void;
  /** Nothing happens to who was never a member, or is there already. */
  moveDelivered(conversation: number, account: number, seq: number): void;
}

// A subquery, not a join: SQLite takes 10 µs to start a join.
const COLUMNS = `account, (SELECT id FROM account WHERE key = member.account) AS user, role, delivered`;
const LISTED = `${COLUMNS}, EXISTS (SELECT 1 FROM bot WHERE bot.account = member.account) AS bot`;

export function prepareMembers(database: Database.Database): MemberQueries {
  const get = database.prepare<[number, number], OneMemberRow>(
    `SELECT ${COLUMNS}, position FROM member WHERE conversation = ? AND account = ?`,
  );
  const all = database.prepare<[number], ListedMemberRow>(
    `SELECT ${LISTED} FROM member WHERE conversation = ? ORDER BY place`,
  );
  const stays = database.prepare<[number, number], MembershipRange>(
    `SELECT joined_seq AS joined, left_seq AS left FROM membership
     WHERE conversation = ? AND account = ? ORDER BY joined_seq`,
  );
  const allStays = database
    .prepare<[number], [number, number, number | null]>(
      `SELECT account, joined_seq, left_seq FROM membership
       WHERE conversation = ? ORDER BY account, joined_seq`,
    )
    .raw();
  const join = database.prepare<[number, number, number, MemberRole, number]>(
    `INSERT INTO member (conversation, account, place, role, delivered, position)
     VALUES (?, ?, ?, ?, 0, ?)
     ON CONFLICT DO UPDATE SET role = excluded.role, position = excluded.position,
       parting_title = NULL, parting_count = NULL`,
  );
  const nextPlace = database
    .prepare<[number], number>('SELECT coalesce(max(place) + 1, 0) FROM member WHERE conversation = ?')
    .pluck();
  const begin = database.prepare<[number, number, number]>(
    'INSERT INTO membership (conversation, account, joined_seq) VALUES (?, ?, ?)',
  );
  const leave = database.prepare<[number, string | null, number, number, number]>(
    `UPDATE member SET role = NULL, position = ?, parting_title = ?, parting_count = ?
     WHERE conversation = ? AND account = ?`,
  );
  const end = database.prepare<[number, number, number]>(
    'UPDATE membership SET left_seq = ? WHERE conversation = ? AND account = ? AND left_seq IS NULL',
  );
  const leaveAll = database.prepare<[number, string | null, number, number]>(
    `UPDATE member SET role = NULL, position = ?, parting_title = ?, parting_count = ?
     WHERE conversation = ? AND role IS NOT NULL`,
  );
  const endAll = database.prepare<[number, number]>(
    'UPDATE membership SET left_seq = ? WHERE conversation = ? AND left_seq IS NULL',
  );
  const mutedUntil = database
    .prepare<[number, number], number | null>(
      'SELECT muted_until FROM member WHERE conversation = ? AND account = ?',
    )
    .pluck();
  const mute = database.prepare<[number | null, number, number]>(
    'UPDATE member SET muted_until = ? WHERE conversation = ? AND account = ?',
  );
  const flags = database.prepare<
    [number, number],
    { readonly flags: number | null; readonly archived: number | null }
  >('SELECT flags, archived FROM member WHERE conversation = ? AND account = ?');
  const setFlags = database.prepare<[number, number | null, number, number, number]>(
    'UPDATE member SET flags = ?, archived = ?, position = ? WHERE conversation = ? AND account = ?',
  );
  const groupsOf = database
    .prepare<[number], ConversationId>(
      `SELECT c.id FROM member m JOIN conversation c ON c.key = m.conversation
       WHERE m.account = ? AND m.role IS NOT NULL AND c.kind = 'group'`,
    )
    .pluck();
  const setRole = database.prepare<[MemberRole, number, number]>(
    'UPDATE member SET role = ? WHERE conversation = ? AND account = ?',
  );
  const touch = database.prepare<[number, number, number, number]>(
    'UPDATE member SET delivered = ?, position = ? WHERE conversation = ? AND account = ?',
  );
  const moveDelivered = database.prepare<[number, number, number, number]>(
    'UPDATE member SET delivered = ? WHERE conversation = ? AND account = ? AND delivered < ?',
  );
  return {
    get: (conversation, account) => get.get(conversation, account),
    all: (conversation) => all.all(conversation),
    stays: (conversation, account) => stays.all(conversation, account),
    allStays: (conversation) => allStays.all(conversation),
    join(conversation, accounts, seq, position) {
      let place = nextPlace.get(conversation) ?? 0;
      for (const { account, role } of accounts) {
        join.run(conversation, account, place++, role, position);
        begin.run(conversation, account, seq);
      }
    },
    leave(conversation, account, seq, position, { title, memberCount }) {
      leave.run(position, title, memberCount, conversation, account);
      end.run(seq, conversation, account);
    },
    leaveAll(conversation, seq, position, { title, memberCount }) {
      leaveAll.run(position, title, memberCount, conversation);
      endAll.run(seq, conversation);
    },
    mutedUntil: (conversation, account) => mutedUntil.get(conversation, account) ?? null,
    mute: (conversation, account, until) => void mute.run(until, conversation, account),
    flags: (conversation, account) => flags.get(conversation, account),
    setFlags: (conversation, account, bits, archived, position) =>
      void setFlags.run(bits, archived, position, conversation, account),
    groupsOf: (account) => groupsOf.all(account),
    setRole: (conversation, account, role) => void setRole.run(role, conversation, account),
    touch: (conversation, account, delivered, position) =>
      void touch.run(delivered, position, conversation, account),
    moveDelivered: (conversation, account, seq) => void moveDelivered.run(seq, conversation, account, seq),
  };
}
