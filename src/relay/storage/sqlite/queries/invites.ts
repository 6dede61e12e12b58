import type Database from 'better-sqlite3';
import type { ConversationId } from '../../../../shared/model/ids.ts';

export interface InviteRow {
  /** `null`: to the relay itself. */
  readonly conversation: ConversationId | null;
}

/** Invites to the relay and to groups, by the hashes of their codes. */
export interface InviteQueries {
  /** One that lets somebody in now; `undefined`: unknown, used up or expired. */
  open(hash: string, at: number): InviteRow | undefined;
  /** Takes one use. */
  use(hash: string): void;
  /** To a group, or by a person to the relay; counts those that are open. */
  count(conversation: number | null, creator: number): number;
  /** Removes those of the group, or of the person to the relay, that nobody can use any more. */
  purge(conversation: number | null, creator: number, at: number): void;
  insert(
    hash: string,
    conversation: number | null,
    creator: number,
    usesLeft: number | null,
    expiresAt: number | null,
  ): void;
  revokeAll(conversation: number): void;
  /** Those that an account made to the relay. */
  revokeOf(creator: number): void;
}

const ENDED = '(uses_left = 0 OR expires_at <= ?)';

export function prepareInvites(database: Database.Database): InviteQueries {
  const open = database.prepare<[string, number], InviteRow>(
    `SELECT (SELECT id FROM conversation WHERE key = invite.conversation) AS conversation
     FROM invite WHERE code_hash = ? AND NOT coalesce(uses_left = 0, 0) AND coalesce(expires_at > ?, 1)`,
  );
  const use = database.prepare<[string]>('UPDATE invite SET uses_left = uses_left - 1 WHERE code_hash = ?');
  const countOfGroup = database
    .prepare<[number], number>('SELECT count(*) FROM invite WHERE conversation = ?')
    .pluck();
  const countOfPerson = database
    .prepare<[number], number>('SELECT count(*) FROM invite WHERE conversation IS NULL AND creator = ?')
    .pluck();
  const purgeGroup = database.prepare<[number, number]>(
    `DELETE FROM invite WHERE conversation = ? AND ${ENDED}`,
  );
  const purgePerson = database.prepare<[number, number]>(
    `DELETE FROM invite WHERE conversation IS NULL AND creator = ? AND ${ENDED}`,
  );
  const insert = database.prepare<[string, number | null, number, number | null, number | null]>(
    'INSERT INTO invite (code_hash, conversation, creator, uses_left, expires_at) VALUES (?, ?, ?, ?, ?)',
  );
  const revokeAll = database.prepare<[number]>('DELETE FROM invite WHERE conversation = ?');
  const revokeOf = database.prepare<[number]>(
    'DELETE FROM invite WHERE conversation IS NULL AND creator = ?',
  );
  return {
    open: (hash, at) => open.get(hash, at),
    use: (hash) => void use.run(hash),
    count: (conversation, creator) =>
      (conversation === null ? countOfPerson.get(creator) : countOfGroup.get(conversation)) ?? 0,
    purge(conversation, creator, at) {
      if (conversation === null) purgePerson.run(creator, at);
      else purgeGroup.run(conversation, at);
    },
    insert: (hash, conversation, creator, usesLeft, expiresAt) =>
      void insert.run(hash, conversation, creator, usesLeft, expiresAt),
    revokeAll: (conversation) => void revokeAll.run(conversation),
    revokeOf: (creator) => void revokeOf.run(creator),
  };
}
