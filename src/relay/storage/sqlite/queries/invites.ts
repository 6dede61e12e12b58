import type Database from 'better-sqlite3';
import type { InviteRow, OpenInviteRow } from '../../rows/invite.ts';

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
  has(hash: string): boolean;
  /** All that let somebody in now, by hash, above `after`. */
  allOpen(at: number, after: string, limit: number): OpenInviteRow[];
  revoke(hash: string): void;
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
  const has = database.prepare<[string], number>('SELECT 1 FROM invite WHERE code_hash = ?').pluck();
  const allOpen = database.prepare<[string, number, number], OpenInviteRow>(
    `SELECT code_hash AS hash, uses_left AS usesLeft, expires_at AS expiresAt,
       (SELECT id FROM account WHERE key = invite.creator) AS creator,
       (SELECT title FROM conversation WHERE key = invite.conversation) AS "group"
     FROM invite
     WHERE code_hash > ? AND NOT coalesce(uses_left = 0, 0) AND coalesce(expires_at > ?, 1)
     ORDER BY code_hash LIMIT ?`,
  );
  const revoke = database.prepare<[string]>('DELETE FROM invite WHERE code_hash = ?');
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
    has: (hash) => has.get(hash) !== undefined,
    allOpen: (at, after, limit) => allOpen.all(after, at, limit),
    revoke: (hash) => void revoke.run(hash),
    revokeAll: (conversation) => void revokeAll.run(conversation),
    revokeOf: (creator) => void revokeOf.run(creator),
  };
}
