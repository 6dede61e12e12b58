import type { Database } from 'better-sqlite3';
import type { AnnouncementItem, AnnouncementPlace } from '../../../shared/ipc/channel-views.ts';
import type { RunningAnnouncement } from '../../../shared/model/channel.ts';
import type { ChannelId, UserId } from '../../../shared/model/ids.ts';
import type { SeqRange } from '../../../shared/model/range-set.ts';
import { ME } from './person-queries.ts';

export interface AnnouncementQueries {
  get(
    channel: number,
    seq: number,
  ):
    | { readonly id: number; readonly revision: number; readonly state: string; readonly imported: number }
    | undefined;
  /** New or changed; gives its id. `sender` is a row of people. */
  put(channel: number, sender: number, announcement: RunningAnnouncement, read: boolean): number;
  end(id: number, revision: number): void;
  /** Nothing of what it said stays. */
  recall(id: number, revision: number): void;
  markRead(channel: number, range: SeqRange): void;
  /** None has been told of, as far as is known here. */
  forgetRevisions(): void;
  /** What was told of one, or not, and what it is known by. */
  told(
    channel: number,
    seq: number,
  ):
    | {
        readonly id: number;
        readonly revision: number;
        readonly state: string;
        readonly sender: UserId;
        readonly title: string;
        readonly at: number;
      }
    | undefined;
  /** Those that were not told of since `forgetRevisions`, without those that were lost before, and those out of archives. */
  untold(): { readonly id: number; readonly state: string }[];
  /** It is over, under a seq that no relay gives. */
  lose(id: number): void;
  remove(id: number): void;
  /** Seqs of announcements of others that the relay has told of, but for lost ones. */
  othersSeqs(channel: number): number[];
  page(channel: ChannelId, before: AnnouncementPlace, limit: number): AnnouncementItem[];
  byIds(ids: readonly number[]): AnnouncementItem[];
  nextExpiry(now: number): number | null;
  index(id: number, tokens: string): void;
  unindex(id: number): void;
  /** Ids of all that match, the newest first. */
  match(expression: string): number[];
}

/** Seqs of lost announcements begin here: a channel has 10,000. */
export const LOST_SEQ = 1_000_000_000;

interface Row {
  readonly channel: ChannelId;
  readonly seq: number;
  readonly sender: UserId;
  readonly senderNum: number;
  readonly state: AnnouncementItem['state'];
  readonly title: string;
  readonly text: string;
  readonly at: number;
  readonly modifiedAt: number | null;
  readonly expiresAt: number | null;
  readonly preRelease: number;
  readonly read: number;
}

const SELECT = `SELECT c.id AS channel, n.seq, p.id AS sender, n.sender AS senderNum, n.state, n.title, n.text, n.at,
  n.modified_at AS modifiedAt, n.expires_at AS expiresAt, n.pre_release AS preRelease, n.read
  FROM announcement AS n JOIN channel AS c ON c.num = n.channel JOIN person AS p ON p.num = n.sender`;

export function createAnnouncementQueries(db: Database): AnnouncementQueries {
  const get = db.prepare<[number, number], { id: number; revision: number; state: string; imported: number }>(
    'SELECT id, revision, state, imported FROM announcement WHERE channel = ? AND seq = ?',
  );
  const put = db
    .prepare<
      [number, number, number, number, string, string, number, number | null, number | null, number, number],
      number
    >(
      `INSERT INTO announcement
         (channel, seq, revision, state, sender, title, text, at, modified_at, expires_at, pre_release, read)
       VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (channel, seq) DO UPDATE SET revision = excluded.revision, state = 'running', sender = excluded.sender,
         title = excluded.title, text = excluded.text, at = excluded.at, modified_at = excluded.modified_at,
         expires_at = excluded.expires_at, pre_release = excluded.pre_release,
         read = CASE imported WHEN 1 THEN excluded.read ELSE max(read, excluded.read) END, imported = 0
       RETURNING id`,
    )
    .pluck();
  const end = db.prepare<[number, number]>(
    `UPDATE announcement SET revision = ?, state = 'stopped', imported = 0 WHERE id = ?`,
  );
  const recall = db.prepare<[number, number]>(
    `UPDATE announcement SET revision = ?, state = 'recalled', title = '', text = '', imported = 0 WHERE id = ?`,
  );
  const markRead = db.prepare<[number, number, number]>(
    'UPDATE announcement SET read = 1 WHERE channel = ? AND seq BETWEEN ? AND ? AND read = 0',
  );
  const forgetRevisions = db.prepare<[number]>('UPDATE announcement SET revision = 0 WHERE seq < ?');
  const told = db.prepare<
    [number, number],
    { id: number; revision: number; state: string; sender: UserId; title: string; at: number }
  >(
    `SELECT n.id, n.revision, n.state, p.id AS sender, n.title, n.at FROM announcement AS n
     JOIN person AS p ON p.num = n.sender WHERE n.channel = ? AND n.seq = ?`,
  );
  const untold = db.prepare<[number], { id: number; state: string }>(
    'SELECT id, state FROM announcement WHERE revision = 0 AND imported = 0 AND seq < ?',
  );
  const lose = db.prepare<[number, number]>(
    `UPDATE announcement SET state = 'stopped', seq = ? + id WHERE id = ?`,
  );
  const remove = db.prepare<[number]>('DELETE FROM announcement WHERE id = ?');
  const othersSeqs = db
    .prepare<[number, number, number], number>(
      'SELECT seq FROM announcement WHERE channel = ? AND sender <> ? AND imported = 0 AND seq < ? ORDER BY seq',
    )
    .pluck();
  const page = db.prepare<[ChannelId, number, number, number], Row>(
    `${SELECT} WHERE n.channel = (SELECT num FROM channel WHERE id = ?) AND (n.at, n.seq) < (?, ?) ORDER BY n.at DESC, n.seq DESC LIMIT ?`,
  );
  const byIds = db.prepare<[string], Row>(
    `${SELECT} WHERE n.id IN (SELECT value FROM json_each(?)) ORDER BY n.at DESC, n.id DESC`,
  );
  const nextExpiry = db
    .prepare<[number], number | null>(
      `SELECT min(expires_at) FROM announcement WHERE read = 0 AND state = 'running' AND expires_at > ?`,
    )
    .pluck();
  const index = db.prepare<[number, string]>('INSERT INTO announcement_search (rowid, tokens) VALUES (?, ?)');
  const unindex = db.prepare<[number]>('DELETE FROM announcement_search WHERE rowid = ?');
  const match = db
    .prepare<[string], number>(
      `SELECT id FROM announcement
       WHERE id IN (SELECT rowid FROM announcement_search WHERE announcement_search MATCH ?) ORDER BY at DESC, id DESC`,
    )
    .pluck();
  return {
    get: (channel, seq) => get.get(channel, seq),
    put: (channel, sender, { seq, revision, title, text, at, modifiedAt, expiresAt, preRelease }, read) =>
      put.get(
        channel,
        seq,
        revision,
        sender,
        title,
        text,
        at,
        modifiedAt ?? null,
        expiresAt ?? null,
        preRelease ? 1 : 0,
        read ? 1 : 0,
      ) ?? 0,
    end: (id, revision) => void end.run(revision, id),
    recall: (id, revision) => void recall.run(revision, id),
    markRead: (channel, [from, to]) => void markRead.run(channel, from, to),
    forgetRevisions: () => void forgetRevisions.run(LOST_SEQ),
    told: (channel, seq) => told.get(channel, seq),
    untold: () => untold.all(LOST_SEQ),
    lose: (id) => void lose.run(LOST_SEQ, id),
    remove: (id) => void remove.run(id),
    othersSeqs: (channel) => othersSeqs.all(channel, ME, LOST_SEQ),
    page: (channel, { at, seq }, limit) => page.all(channel, at, seq, limit).map(toItem),
    byIds: (ids) => byIds.all(JSON.stringify(ids)).map(toItem),
    nextExpiry: (now) => nextExpiry.get(now) ?? null,
    index: (id, tokens) => void index.run(id, tokens),
    unindex: (id) => void unindex.run(id),
    match: (expression) => match.all(expression),
  };
}

function toItem({ senderNum, preRelease, read, ...row }: Row): AnnouncementItem {
  return { ...row, mine: senderNum === ME, preRelease: preRelease === 1, read: read === 1 };
}
