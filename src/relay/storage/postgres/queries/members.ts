import type { MemberRole, MembershipRange } from '../../../../shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import type { MemberRow } from '../../rows/member.ts';
import type { Session } from '../session.ts';

/** As lists have it: every append looks up one member, and needs less. */
export interface ListedMemberRow extends MemberRow {
  readonly bot: boolean;
}

/** Somebody with an account, as a decision about a conversation looks at them. */
export interface PersonInConversation {
  readonly account: number;
  /** `null`: not a member now. */
  readonly role: MemberRole | null;
  readonly mutedUntil: number | null;
  /** Their account was not given up. */
  readonly active: boolean;
}

/** Members and their stays. */
export interface MemberQueries {
  /** `undefined`: never a member. */
  get(conversation: number, account: number): Promise<MemberRow | undefined>;
  /** Members or not; without those who have no account. */
  people(conversation: number, users: readonly UserId[]): Promise<ReadonlyMap<UserId, PersonInConversation>>;
  /** The same in several conversations; without those who have no account, and conversations that do not exist. */
  peopleIn(
    asked: readonly { readonly conversation: ConversationId; readonly user: UserId }[],
  ): Promise<(PersonInConversation & { readonly conversation: ConversationId; readonly user: UserId })[]>;
  /** Of these accounts in these conversations, those that are members now. */
  present(
    asked: readonly { readonly conversation: number; readonly account: number }[],
  ): Promise<[conversation: number, account: number][]>;
  /** Present and former, in order of first joining. */
  all(conversation: number): Promise<ListedMemberRow[]>;
  stays(conversation: number, account: number): Promise<MembershipRange[]>;
  /** Of all members: account, joined, left; the stays of one account oldest first. */
  allStays(conversation: number): Promise<[account: number, joined: number, left: number | null][]>;
  /** Begins a stay each; for a person who was there before, another one. */
  join(
    conversation: number,
    accounts: readonly { readonly account: number; readonly role: MemberRole }[],
    seq: number,
    position: number,
  ): Promise<void>;
  /** Ends a stay, keeping what the person saw last. */
  leave(
    conversation: number,
    account: number,
    seq: number,
    position: number,
    parting: { readonly title: string | null; readonly memberCount: number },
  ): Promise<void>;
  /** Ends all stays that are open. */
  leaveAll(
    conversation: number,
    seq: number,
    position: number,
    parting: { readonly title: string | null; readonly memberCount: number },
  ): Promise<void>;
  /** `null`: not muted, or never a member. */
  mutedUntil(conversation: number, account: number): Promise<number | null>;
  mute(conversation: number, account: number, until: number | null): Promise<void>;
  /** `undefined`: never a member. */
  flags(
    conversation: number,
    account: number,
  ): Promise<{ readonly flags: number | null; readonly archived: number | null } | undefined>;
  setFlags(
    conversation: number,
    account: number,
    flags: number,
    archived: number | null,
    position: number,
  ): Promise<void>;
  /** Groups whose present member the account is. */
  groupsOf(account: number): Promise<ConversationId[]>;
  setRole(conversation: number, account: number, role: MemberRole): Promise<void>;
  /** The person reported something. */
  touch(conversation: number, account: number, delivered: number, position: number): Promise<void>;
  /** Moves the cursor of each to its seq. Nothing happens to who was never a member, or is there already. */
  moveDelivered(conversation: number, accounts: readonly number[], seqs: readonly number[]): Promise<void>;
}

// A subquery, not a join: SQLite takes 10 µs to start a join.
const COLUMNS = `account, (SELECT id FROM account WHERE key = member.account) AS "user", role, delivered`;
const LISTED = `${COLUMNS}, EXISTS (SELECT 1 FROM bot WHERE bot.account = member.account) AS bot`;

export function prepareMembers(session: Session): MemberQueries {
  const get = session.prepare<[number, number], MemberRow>(
    `SELECT ${COLUMNS} FROM member WHERE conversation = ? AND account = ?`,
  );
  const people = session.prepare<
    [number, readonly UserId[]],
    PersonInConversation & { readonly user: UserId }
  >(
    `SELECT a.id AS "user", a.key AS account, m.role, m.muted_until AS "mutedUntil",
       a.deactivated_at IS NULL AS active
     FROM account a LEFT JOIN member m ON m.conversation = ? AND m.account = a.key
     WHERE a.id = ANY (?::uuid[])`,
  );
  const peopleIn = session.prepare<
    [readonly ConversationId[], readonly UserId[]],
    PersonInConversation & { readonly conversation: ConversationId; readonly user: UserId }
  >(
    `SELECT asked.conversation, a.id AS "user", a.key AS account, m.role, m.muted_until AS "mutedUntil",
       a.deactivated_at IS NULL AS active
     FROM unnest(?::uuid[], ?::uuid[]) AS asked (conversation, id)
     JOIN account a USING (id) JOIN conversation c ON c.id = asked.conversation
     LEFT JOIN member m ON m.conversation = c.key AND m.account = a.key`,
  );
  const present = session
    .prepare<[readonly number[], readonly number[]], [number, number]>(
      `SELECT conversation, account FROM unnest(?::integer[], ?::integer[]) AS asked (conversation, account)
       JOIN member USING (conversation, account) WHERE role IS NOT NULL`,
    )
    .raw();
  const all = session.prepare<[number], ListedMemberRow>(
    `SELECT ${LISTED} FROM member WHERE conversation = ? ORDER BY place`,
  );
  const stays = session.prepare<[number, number], MembershipRange>(
    `SELECT joined_seq AS joined, left_seq AS left FROM membership
     WHERE conversation = ? AND account = ? ORDER BY joined_seq`,
  );
  const allStays = session
    .prepare<[number], [number, number, number | null]>(
      `SELECT account, joined_seq, left_seq FROM membership
       WHERE conversation = ? ORDER BY account, joined_seq`,
    )
    .raw();
  const join = session.prepare<[number, number, number, readonly number[], readonly MemberRole[]]>(
    `INSERT INTO member (conversation, account, place, role, delivered, position)
     SELECT ?, account, ?::integer + place - 1, role, 0, ?
     FROM unnest(?::integer[], ?::text[]) WITH ORDINALITY AS joining (account, role, place)
     ON CONFLICT (conversation, account) DO UPDATE SET role = excluded.role, position = excluded.position,
       parting_title = NULL, parting_count = NULL`,
  );
  const nextPlace = session
    .prepare<[number], number>('SELECT coalesce(max(place) + 1, 0) FROM member WHERE conversation = ?')
    .pluck();
  const begin = session.prepare<[number, readonly number[], number]>(
    'INSERT INTO membership (conversation, account, joined_seq) SELECT ?, unnest(?::integer[]), ?',
  );
  const leave = session.prepare<[number, string | null, number, number, number]>(
    `UPDATE member SET role = NULL, position = ?, parting_title = ?, parting_count = ?
     WHERE conversation = ? AND account = ?`,
  );
  const end = session.prepare<[number, number, number]>(
    'UPDATE membership SET left_seq = ? WHERE conversation = ? AND account = ? AND left_seq IS NULL',
  );
  const leaveAll = session.prepare<[number, string | null, number, number]>(
    `UPDATE member SET role = NULL, position = ?, parting_title = ?, parting_count = ?
     WHERE conversation = ? AND role IS NOT NULL`,
  );
  const endAll = session.prepare<[number, number]>(
    'UPDATE membership SET left_seq = ? WHERE conversation = ? AND left_seq IS NULL',
  );
  const mutedUntil = session
    .prepare<[number, number], number | null>(
      'SELECT muted_until FROM member WHERE conversation = ? AND account = ?',
    )
    .pluck();
  const mute = session.prepare<[number | null, number, number]>(
    'UPDATE member SET muted_until = ? WHERE conversation = ? AND account = ?',
  );
  const flags = session.prepare<
    [number, number],
    { readonly flags: number | null; readonly archived: number | null }
  >('SELECT flags, archived FROM member WHERE conversation = ? AND account = ?');
  const setFlags = session.prepare<[number, number | null, number, number, number]>(
    'UPDATE member SET flags = ?, archived = ?, position = ? WHERE conversation = ? AND account = ?',
  );
  const groupsOf = session
    .prepare<[number], ConversationId>(
      `SELECT c.id FROM member m JOIN conversation c ON c.key = m.conversation
       WHERE m.account = ? AND m.role IS NOT NULL AND c.kind = 'group'`,
    )
    .pluck();
  const setRole = session.prepare<[MemberRole, number, number]>(
    'UPDATE member SET role = ? WHERE conversation = ? AND account = ?',
  );
  const touch = session.prepare<[number, number, number, number]>(
    'UPDATE member SET delivered = ?, position = ? WHERE conversation = ? AND account = ?',
  );
  const moveDelivered = session.prepare<[readonly number[], readonly number[], number]>(
    `UPDATE member SET delivered = moved.seq
     FROM unnest(?::integer[], ?::integer[]) AS moved (account, seq)
     WHERE member.conversation = ? AND member.account = moved.account AND member.delivered < moved.seq`,
  );
  return {
    get: (conversation, account) => get.get(conversation, account),
    people: async (conversation, users) =>
      new Map((await people.all(conversation, users)).map(({ user, ...person }) => [user, person])),
    peopleIn: (asked) =>
      peopleIn.all(
        asked.map(({ conversation }) => conversation),
        asked.map(({ user }) => user),
      ),
    present: (asked) =>
      present.all(
        asked.map(({ conversation }) => conversation),
        asked.map(({ account }) => account),
      ),
    all: (conversation) => all.all(conversation),
    stays: (conversation, account) => stays.all(conversation, account),
    allStays: (conversation) => allStays.all(conversation),
    async join(conversation, accounts, seq, position) {
      const place = (await nextPlace.get(conversation)) ?? 0;
      const keys = accounts.map(({ account }) => account);
      const roles = accounts.map(({ role }) => role);
      await join.run(conversation, place, position, keys, roles);
      await begin.run(conversation, keys, seq);
    },
    async leave(conversation, account, seq, position, { title, memberCount }) {
      await leave.run(position, title, memberCount, conversation, account);
      await end.run(seq, conversation, account);
    },
    async leaveAll(conversation, seq, position, { title, memberCount }) {
      await leaveAll.run(position, title, memberCount, conversation);
      await endAll.run(seq, conversation);
    },
    mutedUntil: async (conversation, account) => (await mutedUntil.get(conversation, account)) ?? null,
    mute: (conversation, account, until) => mute.run(until, conversation, account),
    flags: (conversation, account) => flags.get(conversation, account),
    setFlags: (conversation, account, bits, archived, position) =>
      setFlags.run(bits, archived, position, conversation, account),
    groupsOf: (account) => groupsOf.all(account),
    setRole: (conversation, account, role) => setRole.run(role, conversation, account),
    touch: (conversation, account, delivered, position) =>
      touch.run(delivered, position, conversation, account),
    moveDelivered: (conversation, accounts, seqs) => moveDelivered.run(accounts, seqs, conversation),
  };
}
