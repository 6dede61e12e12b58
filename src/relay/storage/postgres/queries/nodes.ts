import type { ChannelId, ConversationId, DeviceId, UserId } from '../../../../shared/model/ids.ts';
import { type Attempts, MAX_ATTEMPT_NAMES } from '../../../domain/lockout-rule.ts';
import type { Session } from '../session.ts';

/** A change in one shape, whatever it is of. */
export interface ChangeRow {
  readonly kind: 'conversation' | 'member' | 'draft' | 'person' | 'channels' | 'channelReads';
  readonly position: number;
  readonly conversation: ConversationId | null;
  readonly channel: ChannelId | null;
  readonly user: UserId | null;
  readonly seq: number | null;
  readonly personal: boolean;
}

/** What several nodes need. */
export interface NodeQueries {
  /** By position, ascending. */
  changes(since: number, until: number, limit: number): Promise<ChangeRow[]>;
  channelsPosition(): Promise<number>;
  signedIn(devices: readonly DeviceId[]): Promise<DeviceId[]>;
  /** Whether the lease is the holder's now. */
  lease(name: string, holder: string, at: number, until: number): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
  /** Locks the row, which is there afterwards, until the end of the transaction. */
  lockAttempts(digest: string, at: number): Promise<Attempts | undefined>;
  setAttempts(digest: string, attempts: Attempts): Promise<void>;
  /** Beyond MAX_ATTEMPT_NAMES, whoever tried longest ago. */
  forgetOldAttempts(): Promise<void>;
  forgetAttempts(digest: string): Promise<void>;
}

const CHANNELS_POSITION = `greatest((SELECT coalesce(max(position), 0) FROM channel),
  (SELECT coalesce(max(position), 0) FROM announcement WHERE released_at IS NOT NULL))`;

/** How many tables CHANGES looks through. */
const CHANGE_TABLES = 6;

// Positions of conversations and members are in no index: each message would have to write it. A node asks twice a minute, and the
// server looks through both tables for it.
const CHANGES = `
SELECT 'conversation' AS kind, position, id AS conversation, NULL::uuid AS channel, NULL::uuid AS "user", head_seq AS seq,
    false AS personal
  FROM conversation WHERE position > ?::bigint AND position <= ?::bigint
UNION ALL SELECT 'member', m.position, c.id, NULL, a.id, NULL, c.position < m.position FROM member m
  JOIN conversation c ON c.key = m.conversation JOIN account a ON a.key = m.account
  WHERE m.position > ?::bigint AND m.position <= ?::bigint
UNION ALL SELECT 'draft', d.revision, c.id, NULL, a.id, NULL, true FROM draft d
  JOIN conversation c ON c.key = d.conversation JOIN account a ON a.key = d.account
  WHERE d.revision > ?::bigint AND d.revision <= ?::bigint
UNION ALL SELECT 'channelReads', r.position, NULL, c.id, a.id, NULL, true FROM channel_reader r
  JOIN channel c ON c.key = r.channel JOIN account a ON a.key = r.account
  WHERE r.position > ?::bigint AND r.position <= ?::bigint
UNION ALL SELECT 'person', profile_position, NULL, NULL, id, NULL, false FROM account
  WHERE profile_position > ?::bigint AND profile_position <= ?::bigint
UNION ALL SELECT 'channels', n.position, NULL, NULL, NULL, NULL, false FROM (SELECT ${CHANNELS_POSITION} AS position) n
  WHERE n.position > ?::bigint AND n.position <= ?::bigint
ORDER BY position LIMIT ?::bigint`;

export function prepareNodes(session: Session): NodeQueries {
  const changes = session.prepare<number[], ChangeRow>(CHANGES);
  const channelsPosition = session.prepare<[], number>(`SELECT ${CHANNELS_POSITION}`).pluck();
  const signedIn = session
    .prepare<[readonly DeviceId[]], DeviceId>('SELECT id FROM device WHERE id = ANY (?::uuid[])')
    .pluck();
  const lease = session.prepare<[string, string, number, number]>(
    `INSERT INTO lease (name, holder, until) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
     WHERE lease.holder = excluded.holder OR lease.until <= ?`,
  );
  const release = session.prepare<[string, string]>('DELETE FROM lease WHERE name = ? AND holder = ?');
  const lock = session.prepare<[string, number], Attempts>(
    `INSERT INTO attempt (digest, count, locked_until, tried_at) VALUES (?, 0, 0, ?)
     ON CONFLICT (digest) DO UPDATE SET tried_at = excluded.tried_at
     RETURNING count, locked_until AS "lockedUntil"`,
  );
  const set = session.prepare<[number, number, string]>(
    'UPDATE attempt SET count = ?, locked_until = ? WHERE digest = ?',
  );
  const trim = session.prepare<[number]>(
    'DELETE FROM attempt WHERE tried_at <= (SELECT tried_at FROM attempt ORDER BY tried_at DESC LIMIT 1 OFFSET ?)',
  );
  const forget = session.prepare<[string]>('DELETE FROM attempt WHERE digest = ?');
  return {
    changes: (since, until, limit) =>
      changes.all(...Array.from({ length: CHANGE_TABLES }, () => [since, until]).flat(), limit),
    channelsPosition: async () => (await channelsPosition.get()) ?? 0,
    signedIn: (devices) => signedIn.all(devices),
    lease: async (name, holder, at, until) => (await lease.changes(name, holder, until, at)) > 0,
    release: (name, holder) => release.run(name, holder),
    lockAttempts: (digest, at) => lock.get(digest, at),
    setAttempts: (digest, { count, lockedUntil }) => set.run(count, lockedUntil, digest),
    forgetOldAttempts: () => trim.run(MAX_ATTEMPT_NAMES),
    forgetAttempts: (digest) => forget.run(digest),
  };
}
