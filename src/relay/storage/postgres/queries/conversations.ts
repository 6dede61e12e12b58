import type { ConversationKind } from '../../../../shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import type { PictureId } from '../../../../shared/model/profile-picture.ts';
import type { ConversationRow as CommonRow, CreatedAs } from '../../rows/conversation.ts';
import type { Session } from '../session.ts';

/** With where its timeline ends. */
export interface ConversationRow extends CommonRow {
  /** Of the newest event's partition; 0: there is no event. */
  readonly month: number;
  /** The commit that changed it last. */
  readonly position: number;
}

/** Where a timeline ends. */
export interface TimelineHead {
  readonly seq: number;
  readonly ordinal: number;
  readonly month: number;
  readonly position: number;
}

/** Conversations, without their members and events. */
export interface ConversationQueries {
  byId(id: ConversationId): Promise<ConversationRow | undefined>;
  byIds(ids: readonly ConversationId[]): Promise<ConversationRow[]>;
  createdAs(as: CreatedAs<string>): Promise<ConversationRow | undefined>;
  /** Without events and members yet. Returns its key. */
  insert(id: ConversationId, as: CreatedAs<string>, title: string | null): Promise<number>;
  advance(key: number, head: TimelineHead): Promise<void>;
  /** The same for the heads of many, by key. */
  advanceMany(heads: readonly ConversationRow[]): Promise<void>;
  touch(key: number, position: number): Promise<void>;
  rename(key: number, title: string): Promise<void>;
  announce(key: number, text: string | null): Promise<void>;
  setPicture(key: number, picture: PictureId | null): Promise<void>;
  setMemberCount(key: number, count: number): Promise<void>;
  /** The other person of a direct conversation. */
  peer(key: number, account: number): Promise<UserId | null>;
}

/** The columns of a ConversationRow, of a table named `c`. */
export const CONVERSATION_COLUMNS = `c.key, c.id, c.kind, c.title, c.head_seq AS "headSeq",
  c.head_ordinal AS "headOrdinal", c.member_count AS "memberCount", c.receipts,
  c.receipt_floor AS "receiptFloor", c.announcement, c.picture, c.month, c.position`;

export function prepareConversations(session: Session): ConversationQueries {
  const select = `SELECT ${CONVERSATION_COLUMNS} FROM conversation c WHERE`;
  const byId = session.prepare<[ConversationId], ConversationRow>(`${select} id = ?`);
  const byIds = session.prepare<[readonly ConversationId[]], ConversationRow>(
    `${select} id = ANY (?::uuid[])`,
  );
  const direct = session.prepare<[number, number], ConversationRow>(
    `${select} direct_low = ? AND direct_high = ?`,
  );
  const group = session.prepare<[number, string], ConversationRow>(`${select} creator = ? AND client_id = ?`);
  const insert = session
    .prepare<
      [
        ConversationId,
        ConversationKind,
        string | null,
        number | null,
        number | null,
        number | null,
        string | null,
      ],
      number
    >(
      `INSERT INTO conversation (id, kind, title, direct_low, direct_high, creator, client_id,
       head_seq, head_ordinal, member_count, position) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)
     RETURNING key`,
    )
    .pluck();
  const advance = session.prepare<[number, number, number, number, number]>(
    'UPDATE conversation SET head_seq = ?, head_ordinal = ?, month = ?, position = ? WHERE key = ?',
  );
  const advanceMany = session.prepare<
    [readonly number[], readonly number[], readonly number[], readonly number[], readonly number[]]
  >(
    `UPDATE conversation c SET head_seq = h.seq, head_ordinal = h.ordinal, month = h.month, position = h.position
     FROM unnest(?::integer[], ?::integer[], ?::integer[], ?::integer[], ?::bigint[])
       AS h (key, seq, ordinal, month, position)
     WHERE c.key = h.key`,
  );
  const touch = session.prepare<[number, number]>('UPDATE conversation SET position = ? WHERE key = ?');
  const rename = session.prepare<[string, number]>('UPDATE conversation SET title = ? WHERE key = ?');
  const announce = session.prepare<[string | null, number]>(
    'UPDATE conversation SET announcement = ? WHERE key = ?',
  );
  const setPicture = session.prepare<[PictureId | null, number]>(
    'UPDATE conversation SET picture = ? WHERE key = ?',
  );
  const count = session.prepare<[number, number]>('UPDATE conversation SET member_count = ? WHERE key = ?');
  const peer = session
    .prepare<[number, number], UserId>(
      `SELECT a.id FROM conversation c
       JOIN account a ON a.key = CASE WHEN c.direct_low = ? THEN c.direct_high ELSE c.direct_low END WHERE c.key = ?`,
    )
    .pluck();
  return {
    byId: (id) => byId.get(id),
    byIds: (ids) => byIds.all(ids),
    createdAs: async (as) =>
      as.kind === 'direct' ? await direct.get(as.low, as.high) : await group.get(as.creator, as.clientId),
    async insert(id, as, title) {
      const row =
        as.kind === 'direct'
          ? await insert.get(id, as.kind, title, as.low, as.high, null, null)
          : await insert.get(id, as.kind, title, null, null, as.creator, as.clientId);
      return row ?? 0;
    },
    advance: (key, { seq, ordinal, month, position }) => advance.run(seq, ordinal, month, position, key),
    advanceMany: (heads) =>
      advanceMany.run(
        heads.map(({ key }) => key),
        heads.map(({ headSeq }) => headSeq),
        heads.map(({ headOrdinal }) => headOrdinal),
        heads.map(({ month }) => month),
        heads.map(({ position }) => position),
      ),
    touch: (key, position) => touch.run(position, key),
    rename: (key, title) => rename.run(title, key),
    announce: (key, text) => announce.run(text, key),
    setPicture: (key, picture) => setPicture.run(picture, key),
    setMemberCount: (key, memberCount) => count.run(memberCount, key),
    peer: async (key, account) => (await peer.get(account, key)) ?? null,
  };
}
