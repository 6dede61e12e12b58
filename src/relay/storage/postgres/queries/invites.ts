import type { InviteRow, OpenInviteRow } from '../../rows/invite.ts';
import type { Session } from '../session.ts';

/** Invites to the relay and to groups, by the hashes of their codes. */
export interface InviteQueries {
  /** One that lets somebody in now; `undefined`: unknown, used up or expired. */
  open(hash: string, at: number): Promise<InviteRow | undefined>;
  /** Takes one use. */
  use(hash: string): Promise<void>;
  /** To a group, or by a person to the relay; counts those that are open. */
  count(conversation: number | null, creator: number): Promise<number>;
  /** Removes those of the group, or of the person to the relay, that nobody can use any more. */
  purge(conversation: number | null, creator: number, at: number): Promise<void>;
  insert(
    hash: string,
    conversation: number | null,
    creator: number,
    usesLeft: number | null,
    expiresAt: number | null,
  ): Promise<void>;
  has(hash: string): Promise<boolean>;
  /** All that let somebody in now, by hash, above `after`. */
  allOpen(at: number, after: string, limit: number): Promise<OpenInviteRow[]>;
  revoke(hash: string): Promise<void>;
  revokeAll(conversation: number): Promise<void>;
  /** Those that an account made to the relay. */
  revokeOf(creator: number): Promise<void>;
}

const ENDED = '(uses_left = 0 OR expires_at <= ?)';

export function prepareInvites(session: Session): InviteQueries {
  const open = session.prepare<[string, number], InviteRow>(
    `SELECT (SELECT id FROM conversation WHERE key = invite.conversation) AS conversation
     FROM invite WHERE code_hash = ? AND coalesce(uses_left <> 0, true) AND coalesce(expires_at > ?, true)`,
  );
  const use = session.prepare<[string]>('UPDATE invite SET uses_left = uses_left - 1 WHERE code_hash = ?');
  const countOfGroup = session
    .prepare<[number], number>('SELECT count(*) FROM invite WHERE conversation = ?')
    .pluck();
  const countOfPerson = session
    .prepare<[number], number>('SELECT count(*) FROM invite WHERE conversation IS NULL AND creator = ?')
    .pluck();
  const purgeGroup = session.prepare<[number, number]>(
    `DELETE FROM invite WHERE conversation = ? AND ${ENDED}`,
  );
  const purgePerson = session.prepare<[number, number]>(
    `DELETE FROM invite WHERE conversation IS NULL AND creator = ? AND ${ENDED}`,
  );
  const insert = session.prepare<[string, number | null, number, number | null, number | null]>(
    'INSERT INTO invite (code_hash, conversation, creator, uses_left, expires_at) VALUES (?, ?, ?, ?, ?)',
  );
  const has = session.prepare<[string], number>('SELECT 1 FROM invite WHERE code_hash = ?').pluck();
  const allOpen = session.prepare<[string, number, number], OpenInviteRow>(
    `SELECT code_hash AS hash, uses_left AS "usesLeft", expires_at AS "expiresAt",
       (SELECT id FROM account WHERE key = invite.creator) AS creator,
       (SELECT title FROM conversation WHERE key = invite.conversation) AS "group"
     FROM invite
     WHERE code_hash > ? AND coalesce(uses_left <> 0, true) AND coalesce(expires_at > ?, true)
     ORDER BY code_hash LIMIT ?`,
  );
  const revoke = session.prepare<[string]>('DELETE FROM invite WHERE code_hash = ?');
  const revokeAll = session.prepare<[number]>('DELETE FROM invite WHERE conversation = ?');
  const revokeOf = session.prepare<[number]>('DELETE FROM invite WHERE conversation IS NULL AND creator = ?');
  return {
    open: (hash, at) => open.get(hash, at),
    use: (hash) => use.run(hash),
    count: async (conversation, creator) =>
      (conversation === null ? await countOfPerson.get(creator) : await countOfGroup.get(conversation)) ?? 0,
    async purge(conversation, creator, at) {
      if (conversation === null) await purgePerson.run(creator, at);
      else await purgeGroup.run(conversation, at);
    },
    insert: (hash, conversation, creator, usesLeft, expiresAt) =>
      insert.run(hash, conversation, creator, usesLeft, expiresAt),
    has: async (hash) => (await has.get(hash)) !== undefined,
    allOpen: (at, after, limit) => allOpen.all(after, at, limit),
    revoke: (hash) => revoke.run(hash),
    revokeAll: (conversation) => revokeAll.run(conversation),
    revokeOf: (creator) => revokeOf.run(creator),
  };
}
