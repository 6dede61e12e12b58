import type Database from 'better-sqlite3';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { StoredAnnouncement } from '../../channel-port.ts';
import type { AnnouncementRow, NewAnnouncementRow } from '../../rows/announcement.ts';

export interface AnnouncementQueries {
  get(channel: number, seq: number): AnnouncementRow | undefined;
  createdAs(channel: number, sender: number, clientId: Buffer): AnnouncementRow | undefined;
  /** Newest first, below `before`. */
  list(channel: number, before: number, limit: number): AnnouncementRow[];
  /** All that were ever given out, by position; without the words of those that do not run at this time. */
  released(at: number): AnnouncementRow[];
  /** 0: there is none. */
  lastSeq(channel: number): number;
  /** How many run at this time. */
  countRunning(at: number): number;
  insert(channel: number, seq: number, sender: number, row: NewAnnouncementRow<Buffer>): void;
  /** Everything but who wrote it and when. */
  update(key: number, row: StoredAnnouncement): void;
  whitelist(key: number): UserId[];
  /** Appends to it; `place` is how many it has. */
  addToWhitelist(key: number, place: number, account: number): void;
}

const OTHERS = `n.key, c.id AS channel, n.seq, n.revision, n.state, a.id AS sender, n.created_at AS createdAt,
  n.released_at AS releasedAt, n.published_at AS publishedAt, n.modified_at AS modifiedAt, n.ended_at AS endedAt,
  n.expires_at AS expiresAt, n.min_version AS minVersion, n.position`;
const FROM = `FROM announcement n JOIN channel c ON c.key = n.channel JOIN account a ON a.key = n.sender`;
const SELECT = `SELECT ${OTHERS}, n.title, n.text ${FROM}`;
// As the partial index says it; so does the count below say its column.
const RUNNING = `state IN ('pre-release', 'published')`;

export function prepareAnnouncements(database: Database.Database): AnnouncementQueries {
  const get = database.prepare<[number, number], AnnouncementRow>(
    `${SELECT} WHERE n.channel = ? AND n.seq = ?`,
  );
  const createdAs = database.prepare<[number, number, Buffer], AnnouncementRow>(
    `${SELECT} WHERE n.channel = ? AND n.sender = ? AND n.client_id = ?`,
  );
  const list = database.prepare<[number, number, number], AnnouncementRow>(
    `${SELECT} WHERE n.channel = ? AND n.seq < ? ORDER BY n.seq DESC LIMIT ?`,
  );
  const runs = `(n.${RUNNING} AND coalesce(n.expires_at > ?, 1))`;
  const released = database.prepare<[number, number], AnnouncementRow>(
    `SELECT ${OTHERS}, iif(${runs}, n.title, NULL) AS title, iif(${runs}, n.text, NULL) AS text ${FROM}
     WHERE n.released_at IS NOT NULL AND n.position > 0 ORDER BY n.position`,
  );
  const lastSeq = database
    .prepare<[number], number | null>('SELECT max(seq) FROM announcement WHERE channel = ?')
    .pluck();
  const countRunning = database
    .prepare<[number], number>(
      `SELECT count(*) FROM announcement WHERE ${RUNNING} AND coalesce(expires_at, 9007199254740991) > ?`,
    )
    .pluck();
  const insert = database.prepare<
    [
      number,
      number,
      Buffer,
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
  const update = database.prepare<
    [
      ...[number, string, string | null, string | null],
      ...[number | null, number | null, number | null, number | null, number | null],
      ...[string | null, number, number],
    ]
  >(
    `UPDATE announcement SET revision = ?, state = ?, title = ?, text = ?, released_at = ?, published_at = ?,
       modified_at = ?, ended_at = ?, expires_at = ?, min_version = ?, position = ? WHERE key = ?`,
  );
  const whitelist = database
    .prepare<[number], UserId>(
      `SELECT a.id FROM announcement_whitelist w JOIN account a ON a.key = w.account
       WHERE w.announcement = ? ORDER BY w.place`,
    )
    .pluck();
  const addToWhitelist = database.prepare<[number, number, number]>(
    'INSERT INTO announcement_whitelist VALUES (?, ?, ?)',
  );
  return {
    get: (channel, seq) => get.get(channel, seq),
    createdAs: (channel, sender, clientId) => createdAs.get(channel, sender, clientId),
    list: (channel, before, limit) => list.all(channel, before, limit),
    released: (at) => released.all(at, at),
    lastSeq: (channel) => lastSeq.get(channel) ?? 0,
    countRunning: (at) => countRunning.get(at) ?? 0,
    insert: (channel, seq, sender, row) =>
      void insert.run(
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
      void update.run(
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
    whitelist: (key) => whitelist.all(key),
    addToWhitelist: (key, place, account) => void addToWhitelist.run(key, place, account),
  };
}
