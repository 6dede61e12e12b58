import type { ConversationKind, MembershipRange } from '../../../../shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import type { RangeSet } from '../../../../shared/model/range-set.ts';
import type { Session } from '../session.ts';
import { rangesFrom, textOf } from './read-ranges.ts';

/** All that a report is decided by. */
export interface ReportingMember {
  readonly conversation: number;
  readonly kind: ConversationKind;
  readonly headSeq: number;
  readonly account: number;
  readonly delivered: number;
  readonly read: RangeSet;
  /** Oldest first. */
  readonly stays: readonly MembershipRange[];
}

/** What people report comes one by one, and all nodes wait for each: two statements, and not one for every table. */
export interface ReportQueries {
  /** `undefined`: never a member, or there is no such conversation or person. */
  member(conversation: ConversationId, user: UserId): Promise<ReportingMember | undefined>;
  /** Their row and the conversation's have changed by this commit. */
  store(
    { conversation, account }: Pick<ReportingMember, 'conversation' | 'account'>,
    read: RangeSet,
    delivered: number,
    position: number,
  ): Promise<void>;
}

type Row = Omit<ReportingMember, 'read'> & { readonly read: string };

export function prepareReports(session: Session): ReportQueries {
  const member = session.prepare<[UserId, ConversationId], Row>(
    `SELECT c.key AS conversation, c.kind, c.head_seq AS "headSeq", m.account, m.delivered, m.read_set AS read,
       (SELECT coalesce(json_agg(json_build_object('joined', s.joined_seq, 'left', s.left_seq) ORDER BY s.joined_seq), '[]')
        FROM membership s WHERE s.conversation = m.conversation AND s.account = m.account) AS stays
     FROM conversation c JOIN account a ON a.id = ?
     JOIN member m ON m.conversation = c.key AND m.account = a.key WHERE c.id = ?`,
  );
  const store = session.prepare<[string, number, number, number, number, number, number]>(
    `WITH own AS (UPDATE member SET read_set = ?::int4multirange, delivered = ?, position = ?
       WHERE conversation = ? AND account = ?)
     UPDATE conversation SET position = ? WHERE key = ?`,
  );
  return {
    async member(conversation, user) {
      const row = await member.get(user, conversation);
      return row && { ...row, read: rangesFrom(row.read) };
    },
    store: ({ conversation, account }, read, delivered, position) =>
      store.run(textOf(read), delivered, position, conversation, account, position, conversation),
  };
}
