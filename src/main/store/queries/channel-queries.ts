import type { Database } from 'better-sqlite3';
import type { ArchivedChannel } from '../../../shared/archive/format.ts';
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
  /** What a relay tells of it; gives its row. */
  put(head: ChannelHead): number;
  progress(id: ChannelId): ChannelProgress | undefined;
  setProgress(progress: ChannelProgress): void;
  /** By title. */
  list(now: number): ChannelRow[];
  all(): ChannelProgress[];
  waiting(): (ChannelProgress & { readonly id: ChannelId })[];
  version(): string;
  setVersion(version: string): void;
  /** The archive's line of a channel that no relay has told of; `null`: one has. */
  archived(id: ChannelId): ArchivedChannel | null | undefined;
  /** Makes it where it is missing. Not for one that a relay has told of. */
  putArchived(line: ArchivedChannel): void;
  countArchived(): number;
  /** Seqs of what the relay has recalled, whether or not it was here. */
  recalled(num: number): RangeSet;
  setRecalled(num: number, seqs: RangeSet): void;
  /** What was recalled will be told again. */
  forgetRecalled(): void;
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
  readonly imported: number;
}

export function createChannelQueries(db: Database): ChannelQueries {
  const put = db
    .prepare<[ChannelId, string, UserId, string, string | null], number>(
      `INSERT INTO channel (id, title, owner, publishers, archive) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET title = excluded.title, owner = excluded.owner,
         publishers = excluded.publishers, archive = excluded.archive
       RETURNING num`,
    )
    .pluck();
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
    SELECT c.id, c.title, c.owner, c.publishers, c.archive IS NOT NULL AS imported, last.title AS lastTitle, last.at AS lastAt,
      (SELECT count(*) FROM announcement AS u WHERE u.channel = c.num AND u.read = 0 AND u.state = 'running'
        AND (u.expires_at IS NULL OR u.expires_at > ?)) AS unread
    FROM channel AS c
    LEFT JOIN announcement AS last ON last.id = (
      SELECT n.id FROM announcement AS n WHERE n.channel = c.num AND n.state != 'recalled' ORDER BY n.at DESC LIMIT 1)
    ORDER BY c.title, c.num`);
  const version = db.prepare<[], string>(`SELECT value FROM meta WHERE key = 'channels'`).pluck();
  const setVersion = db.prepare<[string]>(`
    INSERT INTO meta (key, value) VALUES ('channels', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`);
  const archived = db.prepare<[ChannelId], { readonly archive: string | null }>(
    'SELECT archive FROM channel WHERE id = ?',
  );
  const countArchived = db
    .prepare<[], number>('SELECT count(*) FROM channel WHERE archive IS NOT NULL')
    .pluck();
  const recalled = db.prepare<[number], string>('SELECT recalled FROM channel WHERE num = ?').pluck();
  const setRecalled = db.prepare<[string, number]>('UPDATE channel SET recalled = ? WHERE num = ?');
  const forgetRecalled = db.prepare<[]>(`UPDATE channel SET recalled = '[]' WHERE recalled != '[]'`);
  return {
    put: ({ id, title, owner, publishers }) =>
      put.get(id, title, owner, JSON.stringify(publishers), null) ?? 0,
    progress(id) {
      const row = progress.get(id);
      return row && toProgress(row);
    },
    setProgress: ({ num, read, pending, arrived }) =>
      void setProgress.run(JSON.stringify(read), JSON.stringify(pending), JSON.stringify(arrived), num),
    list: (now) =>
      list.all(now).map(({ lastTitle, lastAt, publishers, imported, ...row }) => ({
        ...row,
        // Written by `put`.
        publishers: JSON.parse(publishers) as UserId[],
        last: lastTitle === null || lastAt === null ? null : { title: lastTitle, at: lastAt },
        ...(imported === 1 ? { imported: true } : {}),
      })),
    all: () => all.all().map(toProgress),
    waiting: () => waiting.all().map((row) => ({ id: row.id, ...toProgress(row) })),
    version: () => version.get() ?? '',
    setVersion: (value) => void setVersion.run(value),
    archived(id) {
      const row = archived.get(id);
      // Written by `putArchived`.
      return row && (row.archive === null ? null : (JSON.parse(row.archive) as ArchivedChannel));
    },
    putArchived: (line) =>
      void put.get(line.id, line.title, line.owner, JSON.stringify(line.publishers), JSON.stringify(line)),
    countArchived: () => countArchived.get() ?? 0,
    // Written by `setRecalled`.
    recalled: (num) => JSON.parse(recalled.get(num) ?? '[]') as RangeSet,
    setRecalled: (num, seqs) => void setRecalled.run(JSON.stringify(seqs), num),
    forgetRecalled: () => void forgetRecalled.run(),
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
