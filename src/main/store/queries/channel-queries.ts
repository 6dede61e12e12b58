import type { Database } from 'better-sqlite3';
import type { ChannelRow } from '../../../shared/ipc/channel-views.ts';
import type { ChannelHead } from '../../../shared/model/channel.ts';
import type { ChannelId, UserId } from '../../../shared/model/ids.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';

/** What I have read in a channel, and what of it the relay has still to be told. */
export interface ChannelProgress {
  readonly num: number;
  readonly read: RangeSet;
  readonly pending: RangeSet;
  readonly arrived: RangeSet;
}

export interface ChannelQueries {
  put(head: ChannelHead): void;
  progress(id: ChannelId): ChannelProgress | undefined;
  setProgress(progress: ChannelProgress): void;
  /** By title. */
  list(now: number): ChannelRow[];
  all(): ChannelProgress[];
  waiting(): (ChannelProgress & { readonly id: ChannelId })[];
  version(): string;
  setVersion(version: string): void;
}

interface ProgressRow {
  readonly num: number;
  readonly id: ChannelId;
  readonly read: string;
  readonly pending: string;
  readonly arrived: string;
}

interface ListRow {
  readonly id: ChannelId;
  readonly title: string;
  readonly owner: UserId;
  readonly publishers: string;
  readonly unread: number;
  readonly lastTitle: string | null;
  readonly lastAt: number | null;
}

export function createChannelQueries(db: Database): ChannelQueries {
  const put = db.prepare<[ChannelId, string, UserId, string]>(`
    INSERT INTO channel (id, title, owner, publishers) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
      title = excluded.title, owner = excluded.owner, publishers = excluded.publishers`);
  const progress = db.prepare<[ChannelId], ProgressRow>(
    'SELECT num, id, read, pending, arrived FROM channel WHERE id = ?',
  );
  const setProgress = db.prepare<[string, string, string, number]>(
    'UPDATE channel SET read = ?, pending = ?, arrived = ? WHERE num = ?',
  );
  const waiting = db.prepare<[], ProgressRow>(`
    SELECT num, id, read, pending, arrived FROM channel WHERE pending != '[]' OR arrived != '[]' ORDER BY num`);
  const all = db.prepare<[], ProgressRow>('SELECT num, id, read, pending, arrived FROM channel ORDER BY num');
  const list = db.prepare<[number], ListRow>(`
    SELECT c.id, c.title, c.owner, c.publishers, last.title AS lastTitle, last.at AS lastAt,
      (SELECT count(*) FROM announcement AS u WHERE u.channel = c.num AND u.read = 0 AND u.state = 'running'
        AND (u.expires_at IS NULL OR u.expires_at > ?)) AS unread
    FROM channel AS c
    LEFT JOIN announcement AS last ON last.id = (
      SELECT n.id FROM announcement AS n WHERE n.channel = c.num AND n.state != 'recalled' ORDER BY n.at DESC LIMIT 1)
    ORDER BY c.title, c.num`);
  const version = db.prepare<[], string>(`SELECT value FROM meta WHERE key = 'channels'`).pluck();
  const setVersion = db.prepare<[string]>(`
    INSERT INTO meta (key, value) VALUES ('channels', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`);
  return {
    put: ({ id, title, owner, publishers }) => void put.run(id, title, owner, JSON.stringify(publishers)),
    progress(id) {
      const row = progress.get(id);
      return row && toProgress(row);
    },
    setProgress: ({ num, read, pending, arrived }) =>
      void setProgress.run(JSON.stringify(read), JSON.stringify(pending), JSON.stringify(arrived), num),
    list: (now) =>
      list.all(now).map(({ lastTitle, lastAt, publishers, ...row }) => ({
        ...row,
        // Written by `put`.
        publishers: JSON.parse(publishers) as UserId[],
        last: lastTitle === null || lastAt === null ? null : { title: lastTitle, at: lastAt },
      })),
    all: () => all.all().map(toProgress),
    waiting: () => waiting.all().map((row) => ({ id: row.id, ...toProgress(row) })),
    version: () => version.get() ?? '',
    setVersion: (value) => void setVersion.run(value),
  };
}

/** Written by `setProgress`. */
function toProgress({ num, read, pending, arrived }: ProgressRow): ChannelProgress {
  return {
    num,
    read: JSON.parse(read) as RangeSet,
    pending: JSON.parse(pending) as RangeSet,
    arrived: JSON.parse(arrived) as RangeSet,
  };
}
