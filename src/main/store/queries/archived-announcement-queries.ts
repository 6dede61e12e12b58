import type { Database } from 'better-sqlite3';
import type { ArchivedAnnouncement } from '../../../shared/archive/format.ts';
import type { ChannelId, UserId } from '../../../shared/model/ids.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';
import { LOST_SEQ } from './announcement-queries.ts';

/** An announcement that has a row, as archives have it. */
export interface ArchivedAnnouncementRow {
  /** Where it stands: its seq, or a greater one if its relay has lost it. */
  readonly place: number;
  readonly line: ArchivedAnnouncement;
}

/** A channel that has a row. */
export interface ArchivedChannelRow {
  readonly num: number;
  readonly id: ChannelId;
  readonly title: string;
  readonly owner: UserId;
  readonly publishers: UserId[];
  readonly read: RangeSet;
  readonly pending: RangeSet;
  readonly items: number;
}

/** Announcements on their way into archives and out of them. */
export interface ArchivedAnnouncementQueries {
  /** By id, at most `limit`. */
  channels(limit: number): ArchivedChannelRow[];
  /** By place, those above `after`. */
  page(channel: number, after: number, limit: number): ArchivedAnnouncementRow[];
  /** What has this seq; `imported`: no relay has told of it. */
  here(
    channel: number,
    seq: number,
  ):
    | {
        readonly id: number;
        readonly imported: boolean;
        readonly state: ArchivedAnnouncement['state'];
        readonly modifiedAt: number;
      }
    | undefined;
  /** Whether it is among those that the relay has lost. */
  hasLost(channel: number, sender: number, line: ArchivedAnnouncement): boolean;
  /** As one that no relay has told of, and that nobody has to read; gives its id. A `seq` that is absent is to be given by `lose`. */
  insert(channel: number, sender: number, line: ArchivedAnnouncement): number;
  /** Makes one that is `imported` say what the line says. */
  replace(id: number, line: ArchivedAnnouncement): void;
  /** A relay tells of the channel: what of it runs, it will say. */
  endImported(channel: number): void;
}

interface Row {
  readonly seq: number;
  readonly sender: UserId;
  readonly state: ArchivedAnnouncement['state'];
  readonly title: string;
  readonly text: string;
  readonly at: number;
  readonly modifiedAt: number | null;
  readonly expiresAt: number | null;
  readonly preRelease: number;
}

interface ChannelRow extends Omit<ArchivedChannelRow, 'publishers' | 'read' | 'pending'> {
  readonly publishers: string;
  readonly read: string;
  readonly pending: string;
}

/** No relay gives it; held between an insert and `lose`. */
const NO_SEQ = -1;

interface Words {
  readonly title: string;
  readonly text: string;
  readonly state: string;
  readonly modifiedAt: number | null;
  readonly expiresAt: number | null;
  readonly preRelease: number;
}

function wordsOf(line: ArchivedAnnouncement): Words {
  if (line.state === 'recalled')
    return { state: 'recalled', title: '', text: '', modifiedAt: null, expiresAt: null, preRelease: 0 };
  const { state, title, text, modifiedAt = null, expiresAt = null, preRelease } = line;
  return { state, title, text, modifiedAt, expiresAt, preRelease: preRelease ? 1 : 0 };
}

function toLine(row: Row): ArchivedAnnouncement {
  const { seq, sender, state, title, text, at, modifiedAt, expiresAt, preRelease } = row;
  const type = 'announcement';
  if (state === 'recalled') return { type, seq, state, sender, at };
  const words = {
    sender,
    at,
    title,
    text,
    ...(modifiedAt === null ? {} : { modifiedAt }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(preRelease === 1 ? { preRelease: true as const } : {}),
  };
  if (state === 'running') return { type, seq, state, ...words };
  return { type, ...(seq < LOST_SEQ ? { seq } : {}), state, ...words };
}

export function createArchivedAnnouncementQueries(db: Database): ArchivedAnnouncementQueries {
  const channels = db.prepare<[number], ChannelRow>(`
    SELECT num, id, title, owner, publishers, read, pending,
      (SELECT count(*) FROM announcement AS n WHERE n.channel = c.num) AS items
    FROM channel AS c ORDER BY id LIMIT ?`);
  const page = db.prepare<[number, number, number], Row>(`
    SELECT n.seq, p.id AS sender, n.state, n.title, n.text, n.at, n.modified_at AS modifiedAt, n.expires_at AS expiresAt,
      n.pre_release AS preRelease
    FROM announcement AS n JOIN person AS p ON p.num = n.sender WHERE n.channel = ? AND n.seq > ? ORDER BY n.seq LIMIT ?`);
  const here = db.prepare<
    [number, number],
    { id: number; imported: number; state: ArchivedAnnouncement['state']; modifiedAt: number | null }
  >('SELECT id, imported, state, modified_at AS modifiedAt FROM announcement WHERE channel = ? AND seq = ?');
  const lost = db
    .prepare<[number, number, number, number, string, string], number>(
      `SELECT 1 FROM announcement WHERE channel = ? AND seq >= ? AND sender = ? AND at = ? AND title = ? AND text = ? LIMIT 1`,
    )
    .pluck();
  const insert = db
    .prepare<[Words & { channel: number; seq: number; sender: number; at: number }], number>(
      `INSERT INTO announcement
         (channel, seq, revision, state, sender, title, text, at, modified_at, expires_at, pre_release, read, imported)
       VALUES (@channel, @seq, 0, @state, @sender, @title, @text, @at, @modifiedAt, @expiresAt, @preRelease, 1, 1)
       RETURNING id`,
    )
    .pluck();
  const replace = db.prepare<[Words & { id: number }]>(`
    UPDATE announcement SET state = @state, title = @title, text = @text, modified_at = @modifiedAt,
      expires_at = @expiresAt, pre_release = @preRelease WHERE id = @id AND imported = 1`);
  const endImported = db.prepare<[number]>(
    `UPDATE announcement SET state = 'stopped' WHERE channel = ? AND imported = 1 AND state = 'running'`,
  );
  return {
    channels: (limit) =>
      channels.all(limit).map(({ publishers, read, pending, ...row }) => ({
        ...row,
        // Written by `ChannelQueries`.
        publishers: JSON.parse(publishers) as UserId[],
        read: JSON.parse(read) as RangeSet,
        pending: JSON.parse(pending) as RangeSet,
      })),
    page: (channel, after, limit) =>
      page.all(channel, after, limit).map((row) => ({ place: row.seq, line: toLine(row) })),
    here(channel, seq) {
      const row = here.get(channel, seq);
      return row && { ...row, imported: row.imported === 1, modifiedAt: row.modifiedAt ?? 0 };
    },
    hasLost: (channel, sender, line) =>
      line.state !== 'recalled' &&
      lost.get(channel, LOST_SEQ, sender, line.at, line.title, line.text) !== undefined,
    insert: (channel, sender, line) =>
      insert.get({ ...wordsOf(line), channel, sender, at: line.at, seq: line.seq ?? NO_SEQ }) ?? 0,
    replace: (id, line) => void replace.run({ ...wordsOf(line), id }),
    endImported: (channel) => void endImported.run(channel),
  };
}
