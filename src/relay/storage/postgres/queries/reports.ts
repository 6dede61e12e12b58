import type { ConversationKind, MembershipRange } from '../../../../shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import type { RangeSet } from '../../../../shared/model/range-set.ts';
import type { Session } from '../session.ts';
import { rangesFrom, textOf } from './read-ranges.ts';

/** All that a report is decided by. */
export interface ReportingMember {
  readonly conversation: number;
  readonly kind: ConversationKind;
  /** Newest event that the person may see. */
  readonly headSeq: number;
  readonly account: number;
  readonly delivered: number;
  readonly read: RangeSet;
  /** What of `read` others are not told; of a direct conversation only. */
  readonly hidden: RangeSet;
  /** Whether others are told what the person reads in direct conversations (RCP-14). */
  readonly tellsDirect: boolean;
  /** The newest commit that has changed any of this. */
  readonly position: number;
  /** Oldest first. */
  readonly stays: readonly MembershipRange[];
}

/** Whose report, in which conversation. */
export interface Reporter {
  readonly conversation: ConversationId;
  readonly user: UserId;
}

/** What a report has made of a member's row; `position`: the commit that has changed it and the conversation. */
export type ReportedMember = Pick<
  ReportingMember,
  'conversation' | 'account' | 'read' | 'delivered' | 'hidden' | 'position'
>;

/** All nodes wait for what people report: so many reports cost the statements of one, and one costs two. */
export interface ReportQueries {
  /** Whoever never was a member is left out, as are conversations and people that do not exist. */
  members(asked: readonly Reporter[]): Promise<(Reporter & { readonly member: ReportingMember })[]>;
  /** Each member once, by position. */
  store(members: readonly ReportedMember[]): Promise<void>;
}

type Row = Omit<ReportingMember, 'read' | 'hidden' | 'conversation'> & {
  readonly id: ConversationId;
  readonly user: UserId;
  readonly key: number;
  readonly read: string;
  readonly hidden: string;
};

export function prepareReports(session: Session): ReportQueries {
  const members = session.prepare<[readonly ConversationId[], readonly UserId[]], Row>(
    `SELECT c.id, a.id AS "user", c.key, c.kind, c.head_seq AS "headSeq", m.account, m.delivered, m.position, m.read_set AS read,
       CASE c.kind WHEN 'direct' THEN m.hidden_set ELSE '{}' END AS hidden, NOT a.direct_untold AS "tellsDirect",
       (SELECT coalesce(json_agg(json_build_object('joined', s.joined_seq, 'left', s.left_seq) ORDER BY s.joined_seq), '[]')
        FROM membership s WHERE s.conversation = m.conversation AND s.account = m.account) AS stays
     FROM unnest(?::uuid[], ?::uuid[]) AS asked (conversation, "user")
     JOIN conversation c ON c.id = asked.conversation JOIN account a ON a.id = asked."user"
     JOIN member m ON m.conversation = c.key AND m.account = a.key`,
  );
  const store = session.prepare<
    [
      ...[readonly number[], readonly number[], readonly string[], readonly string[]],
      ...[readonly number[], readonly number[]],
    ]
  >(
    `WITH reported AS (
       SELECT * FROM unnest(?::integer[], ?::integer[], ?::int4multirange[], ?::int4multirange[], ?::integer[], ?::bigint[])
         AS r (conversation, account, read_set, hidden_set, delivered, position)
     ), own AS (
       UPDATE member m SET read_set = r.read_set, delivered = r.delivered, position = r.position,
         hidden_set = CASE WHEN isempty(r.hidden_set) THEN m.hidden_set ELSE r.hidden_set END
       FROM reported r WHERE m.conversation = r.conversation AND m.account = r.account
     )
     UPDATE conversation c SET position = newest.position
     FROM (SELECT conversation, max(position) AS position FROM reported GROUP BY conversation) AS newest
     WHERE c.key = newest.conversation`,
  );
  return {
    async members(asked) {
      const rows = await members.all(
        asked.map(({ conversation }) => conversation),
        asked.map(({ user }) => user),
      );
      return rows.map(({ id, user, key, read, hidden, ...row }) => ({
        conversation: id,
        user,
        member: {
          ...row,
          conversation: key,
          headSeq: row.stays.at(-1)?.left ?? row.headSeq,
          read: rangesFrom(read),
          hidden: rangesFrom(hidden),
        },
      }));
    },
    store: (all) =>
      store.run(
        all.map(({ conversation }) => conversation),
        all.map(({ account }) => account),
        all.map(({ read }) => textOf(read)),
        all.map(({ hidden }) => textOf(hidden)),
        all.map(({ delivered }) => delivered),
        all.map(({ position }) => position),
      ),
  };
}
