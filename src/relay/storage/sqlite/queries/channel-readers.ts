import type Database from 'better-sqlite3';
import type { ReachPoint } from '../../../../shared/model/channel.ts';
import type { ChannelId } from '../../../../shared/model/ids.ts';
import type { ChannelReaderRow } from '../../rows/channel-reader.ts';

/** What people have and have read in channels, and how that counts for each announcement. */
export interface ChannelReaderQueries {
  get(account: number, channel: number): ChannelReaderRow | undefined;
  put(account: number, channel: number, row: ChannelReaderRow): void;
  changed(
    account: number,
    since: number,
  ): { readonly channel: ChannelId; readonly read: string; readonly position: number }[];
  count(announcement: number, since: number, delivered: number, read: number): void;
  totals(announcement: number): { readonly delivered: number; readonly read: number };
  /** `at`: ms since the first release. */
  points(announcement: number): ReachPoint[];
}

export function prepareChannelReaders(database: Database.Database): ChannelReaderQueries {
  const get = database.prepare<[number, number], ChannelReaderRow>(
    'SELECT read, delivered, position FROM channel_reader WHERE account = ? AND channel = ?',
  );
  const put = database.prepare<[number, number, string, string, number]>(
    `INSERT INTO channel_reader (account, channel, read, delivered, position) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET read = excluded.read, delivered = excluded.delivered, position = excluded.position`,
  );
  const changed = database.prepare<[number, number], { channel: ChannelId; read: string; position: number }>(
    `SELECT c.id AS channel, r.read, r.position FROM channel_reader r JOIN channel c ON c.key = r.channel
     WHERE r.account = ? AND r.position > ?`,
  );
  const count = database.prepare<[number, number, number, number]>(
    `INSERT INTO announcement_reach (announcement, since, delivered, read) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET delivered = delivered + excluded.delivered, read = read + excluded.read`,
  );
  const totals = database.prepare<[number], { delivered: number; read: number }>(
    `SELECT coalesce(sum(delivered), 0) AS delivered, coalesce(sum(read), 0) AS read FROM announcement_reach
     WHERE announcement = ?`,
  );
  const points = database.prepare<[number], ReachPoint>(
    'SELECT since AS at, delivered, read FROM announcement_reach WHERE announcement = ? ORDER BY since',
  );
  return {
    get: (account, channel) => get.get(account, channel),
    put: (account, channel, { read, delivered, position }) =>
      void put.run(account, channel, read, delivered, position),
    changed: (account, since) => changed.all(account, since),
    count: (announcement, since, delivered, read) => void count.run(announcement, since, delivered, read),
    totals: (announcement) => totals.get(announcement) ?? { delivered: 0, read: 0 },
    points: (announcement) => points.all(announcement),
  };
}
