import type Database from 'better-sqlite3';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { StoredAnnouncement } from '../../channel-port.ts';

/** An announcement without its whitelist. */
export type AnnouncementRow = Omit<StoredAnnouncement, 'whitelist'> & { readonly key: number };

/** What a draft is stored with. */
export type NewAnnouncementRow = Pick<
  StoredAnnouncement,
  'title' | 'text' | 'createdAt' | 'expiresAt' | 'minVersion' | 'position'
> & { readonly clientId: Buffer };

export interface AnnouncementQueries {
  get(channel: number, seq: number): AnnouncementRow | undefined;
  createdAs(channel: number, sender: number, clientId: Buffer): AnnouncementRow | undefined;
  /** Newest first, below `before`. */
  list(channel: number, before: number, limit: number): AnnouncementRow[];
  /** All that were ever given out, by position; without the words of those that do not run at this time. */
  released(at: number): AnnouncementRow[];
  /** 0: there is none. */
  lastSeq(channel: number): number;
  /** How many run at this time, up to `limit`. */
  countRunning(at: number, limit: number): number;
  insert(channel: number, seq: number, sender: number, row: NewAnnouncementRow): void;
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
// As the partial index says it.
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
  const runs = `(n.${RUNNING} AND coalesce(n.expires_at > @at, 1))`;
  const released = database.prepare<[{ at: number }], AnnouncementRow>(
    `SELECT ${OTHERS}, iif(${runs}, n.title, NULL) AS title, iif(${runs}, n.text, NULL) AS text ${FROM}
     WHERE n.released_at IS NOT NULL ORDER BY n.position`,
  );
  const lastSeq = database
    .prepare<[number], number | null>('SELECT max(seq) FROM announcement WHERE channel = ?')
    .pluck();
  const countRunning = database
    .prepare<[number, number], number>(
      `SELECT count(*) FROM (SELECT 1 FROM announcement WHERE ${RUNNING} AND (expires_at IS NULL OR expires_at > ?) LIMIT ?)`,
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
  const update = database.prepare<[Omit<StoredAnnouncement, 'whitelist'> & { key: number }]>(
    `UPDATE announcement SET revision = @revision, state = @state, title = @title, text = @text,
       released_at = @releasedAt, published_at = @publishedAt, modified_at = @modifiedAt, ended_at = @endedAt,
       expires_at = @expiresAt, min_version = @minVersion, position = @position WHERE key = @key`,
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
    released: (at) => released.all({ at }),
    lastSeq: (channel) => lastSeq.get(channel) ?? 0,
    countRunning: (at, limit) => countRunning.get(at, limit) ?? 0,
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
    update: (key, { whitelist: _, ...row }) => void update.run({ ...row, key }),
    whitelist: (key) => whitelist.all(key),
    addToWhitelist: (key, place, account) => void addToWhitelist.run(key, place, account),
  };
}
