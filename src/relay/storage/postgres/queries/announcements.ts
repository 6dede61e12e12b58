import type { UserId } from '../../../../shared/model/ids.ts';
import type { StoredAnnouncement } from '../../channel-port.ts';
import type { AnnouncementRow, NewAnnouncementRow } from '../../rows/announcement.ts';
import type { Session } from '../session.ts';

export interface AnnouncementQueries {
  get(channel: number, seq: number): Promise<AnnouncementRow | undefined>;
  createdAs(channel: number, sender: number, clientId: string): Promise<AnnouncementRow | undefined>;
  /** Newest first, below `before`. */
  list(channel: number, before: number, limit: number): Promise<AnnouncementRow[]>;
  /** All that were ever given out, by position; without the words of those that do not run at this time. */
  released(at: number): Promise<AnnouncementRow[]>;
  /** 0: there is none. */
  lastSeq(channel: number): Promise<number>;
  /** How many run at this time. */
  countRunning(at: number): Promise<number>;
  insert(channel: number, seq: number, sender: number, row: NewAnnouncementRow<string>): Promise<void>;
  /** Everything but who wrote it and when. */
  update(key: number, row: StoredAnnouncement): Promise<void>;
  /** In the order in which people were put on them; without empty ones. */
  whitelists(keys: readonly number[]): Promise<ReadonlyMap<number, UserId[]>>;
  /** Appends to it; `place` is how many it has. */
  addToWhitelist(key: number, place: number, accounts: readonly number[]): Promise<void>;
}

const OTHERS = `n.key, c.id AS channel, n.seq, n.revision, n.state, a.id AS sender, n.created_at AS "createdAt",
  n.released_at AS "releasedAt", n.published_at AS "publishedAt", n.modified_at AS "modifiedAt", n.ended_at AS "endedAt",
  n.expires_at AS "expiresAt", n.min_version AS "minVersion", n.position`;
const FROM = `FROM announcement n JOIN channel c ON c.key = n.channel JOIN account a ON a.key = n.sender`;
const SELECT = `SELECT ${OTHERS}, n.title, n.text ${FROM}`;
// As the partial index says it; so does the count below say its column.
const RUNNING = `state IN ('pre-release', 'published')`;

export function prepareAnnouncements(session: Session): AnnouncementQueries {
  const get = session.prepare<[number, number], AnnouncementRow>(
    `${SELECT} WHERE n.channel = ? AND n.seq = ?`,
  );
  const createdAs = session.prepare<[number, number, string], AnnouncementRow>(
    `${SELECT} WHERE n.channel = ? AND n.sender = ? AND n.client_id = ?`,
  );
  const list = session.prepare<[number, number, number], AnnouncementRow>(
    `${SELECT} WHERE n.channel = ? AND n.seq < ?::bigint ORDER BY n.seq DESC LIMIT ?`,
  );
  const runs = `(n.${RUNNING} AND coalesce(n.expires_at > ?, true))`;
  const released = session.prepare<[number, number], AnnouncementRow>(
    `SELECT ${OTHERS}, CASE WHEN ${runs} THEN n.title END AS title, CASE WHEN ${runs} THEN n.text END AS text ${FROM}
     WHERE n.released_at IS NOT NULL ORDER BY n.position`,
  );
  const lastSeq = session
    .prepare<[number], number | null>('SELECT max(seq) FROM announcement WHERE channel = ?')
    .pluck();
  const countRunning = session
    .prepare<[number], number>(
      `SELECT count(*) FROM announcement WHERE ${RUNNING} AND coalesce(expires_at, 9007199254740991) > ?`,
    )
    .pluck();
  const insert = session.prepare<
    [
      number,
      number,
      string,
      number,
      string | null,
      string | null,
      number,
      number | null,
      string | null,
      number,
    ]
  >(
    `INSERT INTO announcement
       (channel, seq, client_id, sender, revision, state, title, text, created_at, expires_at, min_version, position)
     VALUES (?, ?, ?, ?, 1, 'draft', ?, ?, ?, ?, ?, ?)`,
  );
  const update = session.prepare<
    [
      ...[number, string, string | null, string | null],
      ...[number | null, number | null, number | null, number | null, number | null],
      ...[string | null, number, number],
    ]
  >(
    `UPDATE announcement SET revision = ?, state = ?, title = ?, text = ?, released_at = ?, published_at = ?,
       modified_at = ?, ended_at = ?, expires_at = ?, min_version = ?, position = ? WHERE key = ?`,
  );
  const whitelists = session
    .prepare<[readonly number[]], [number, UserId]>(
      `SELECT w.announcement, a.id FROM announcement_whitelist w JOIN account a ON a.key = w.account
       WHERE w.announcement = ANY (?::integer[]) ORDER BY w.announcement, w.place`,
    )
    .raw();
  const addToWhitelist = session.prepare<[number, number, readonly number[]]>(
    `INSERT INTO announcement_whitelist (announcement, place, account)
     SELECT ?, ?::integer + place - 1, account FROM unnest(?::integer[]) WITH ORDINALITY AS added (account, place)`,
  );
  return {
    get: (channel, seq) => get.get(channel, seq),
    createdAs: (channel, sender, clientId) => createdAs.get(channel, sender, clientId),
    list: (channel, before, limit) => list.all(channel, before, limit),
    released: (at) => released.all(at, at),
    lastSeq: async (channel) => (await lastSeq.get(channel)) ?? 0,
    countRunning: async (at) => (await countRunning.get(at)) ?? 0,
    insert: (channel, seq, sender, row) =>
      insert.run(
        channel,
        seq,
        row.clientId,
        sender,
        row.title,
        row.text,
        row.createdAt,
        row.expiresAt,
        row.minVersion,
        row.position,
      ),
    update: (key, row) =>
      update.run(
        row.revision,
        row.state,
        row.title,
        row.text,
        row.releasedAt,
        row.publishedAt,
        row.modifiedAt,
        row.endedAt,
        row.expiresAt,
        row.minVersion,
        row.position,
        key,
      ),
    async whitelists(keys) {
      const found = new Map<number, UserId[]>();
      if (keys.length === 0) return found;
      for (const [key, user] of await whitelists.all(keys)) {
        const list = found.get(key);
        if (list) list.push(user);
        else found.set(key, [user]);
      }
      return found;
    },
    addToWhitelist: (key, place, accounts) => addToWhitelist.run(key, place, accounts),
  };
}
