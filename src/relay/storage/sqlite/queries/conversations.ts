import type Database from 'better-sqlite3';
import type { ConversationKind } from '../../../../shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import type { PictureId } from '../../../../shared/model/profile-picture.ts';
import type { ConversationRow, CreatedAs } from '../../rows/conversation.ts';

/** Conversations, without their members and events. */
export interface ConversationQueries {
  byId(id: ConversationId): ConversationRow | undefined;
  createdAs(as: CreatedAs<Buffer>): ConversationRow | undefined;
  /** Without events and members yet. Returns its key. */
  insert(id: ConversationId, as: CreatedAs<Buffer>, title: string | null): number;
  advance(key: number, headSeq: number, headOrdinal: number, position: number): void;
  touch(key: number, position: number): void;
  rename(key: number, title: string): void;
  announce(key: number, text: string | null): void;
  setPicture(key: number, picture: PictureId | null): void;
  setMemberCount(key: number, count: number): void;
  /** The other person of a direct conversation. */
  peer(key: number, account: number): UserId | null;
}

/** The columns of a ConversationRow, of a table named `c`. */
export const CONVERSATION_COLUMNS = `c.key, c.id, c.kind, c.title, c.head_seq AS headSeq,
  c.head_ordinal AS headOrdinal, c.member_count AS memberCount, c.receipts,
  c.receipt_floor AS receiptFloor, c.announcement, c.picture`;

export function prepareConversations(database: Database.Database): ConversationQueries {
  const select = `SELECT ${CONVERSATION_COLUMNS} FROM conversation c WHERE`;
  const byId = database.prepare<[ConversationId], ConversationRow>(`${select} id = ?`);
  const direct = database.prepare<[number, number], ConversationRow>(
    `${select} direct_low = ? AND direct_high = ?`,
  );
  const group = database.prepare<[number, Buffer], ConversationRow>(
    `${select} creator = ? AND client_id = ?`,
  );
  const insert = database.prepare<
    [
      ConversationId,
      ConversationKind,
      string | null,
      number | null,
      number | null,
      number | null,
      Buffer | null,
    ]
  >(
    `INSERT INTO conversation (id, kind, title, direct_low, direct_high, creator, client_id,
       head_seq, head_ordinal, member_count, position) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)`,
  );
  const advance = database.prepare<[number, number, number, number]>(
    'UPDATE conversation SET head_seq = ?, head_ordinal = ?, position = ? WHERE key = ?',
  );
  const touch = database.prepare<[number, number]>('UPDATE conversation SET position = ? WHERE key = ?');
  const rename = database.prepare<[string, number]>('UPDATE conversation SET title = ? WHERE key = ?');
  const announce = database.prepare<[string | null, number]>(
    'UPDATE conversation SET announcement = ? WHERE key = ?',
  );
  const setPicture = database.prepare<[PictureId | null, number]>(
    'UPDATE conversation SET picture = ? WHERE key = ?',
  );
  const count = database.prepare<[number, number]>('UPDATE conversation SET member_count = ? WHERE key = ?');
  const peer = database
    .prepare<[number, number], UserId>(
      `SELECT a.id FROM conversation c
       JOIN account a ON a.key = iif(c.direct_low = ?, c.direct_high, c.direct_low) WHERE c.key = ?`,
    )
    .pluck();
  return {
    byId: (id) => byId.get(id),
    createdAs: (as) =>
      as.kind === 'direct' ? direct.get(as.low, as.high) : group.get(as.creator, as.clientId),
    insert(id, as, title) {
      const row =
        as.kind === 'direct'
          ? insert.run(id, as.kind, title, as.low, as.high, null, null)
          : insert.run(id, as.kind, title, null, null, as.creator, as.clientId);
      return Number(row.lastInsertRowid);
    },
    advance: (key, headSeq, headOrdinal, position) => void advance.run(headSeq, headOrdinal, position, key),
    touch: (key, position) => void touch.run(position, key),
    rename: (key, title) => void rename.run(title, key),
    announce: (key, text) => void announce.run(text, key),
    setPicture: (key, picture) => void setPicture.run(picture, key),
    setMemberCount: (key, memberCount) => void count.run(memberCount, key),
    peer: (key, account) => peer.get(account, key) ?? null,
  };
}
