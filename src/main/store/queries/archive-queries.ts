import type { Database } from 'better-sqlite3';
import { type ArchivedConversation, MAX_ARCHIVED_UNSENT } from '../../../shared/archive/format.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { SEARCH_TABLES } from './search-queries.ts';

/** A row of `item` with all that is known of it. */
export interface ArchiveRow {
  readonly seq: number;
  readonly sender: UserId;
  readonly at: number;
  readonly kind: number;
  readonly clientId: Buffer | null;
  readonly body: string;
  readonly quote: number | null;
  readonly receipt: number;
  readonly unread: number | null;
  readonly receivers: number | null;
  readonly revision: number;
  readonly contentSeq: number;
  readonly pinSeq: number;
  readonly edited: number;
  readonly pinned: number;
  /** JSON of `[emoji, person's id or null, amount, seq]`. */
  readonly reactions: string;
}

/** A row of `item` that no relay has stored. */
export interface UnsentRow {
  readonly at: number;
  readonly clientId: Buffer;
  readonly body: string;
  readonly quote: number | null;
  readonly receipt: number;
}

/** How the user keeps a conversation. */
export interface KeptFlags {
  readonly pinned: number;
  readonly muted: number;
  readonly archived: number;
}

export interface ArchiveQueries {
  /** Ascending. */
  ids(): { readonly id: ConversationId; readonly num: number }[];
  flags(num: number): KeptFlags;
  personId(num: number): UserId | undefined;
  countIn(num: number, from: number, to: number): number;
  /** Ascending. */
  rows(num: number, after: number, limit: number): ArchiveRow[];
  /** In the order of the outbox, and how many there are of those. */
  unsent(num: number): UnsentRow[];
  countUnsent(num: number): number;
  /** Seqs of `from … to` that have an item, ascending. */
  seqsIn(num: number, from: number, to: number): number[];
  /** The archive's line of a conversation that no relay has told of. */
  archived(num: number): ArchivedConversation | undefined;
  /** Puts it away among the archived ones; `null`: a relay has told of it. */
  setArchived(num: number, line: ArchivedConversation | null): void;
  /** Pages of the index, in bytes. */
  indexBytes(): number;
}

/** Plans of these are asserted by test. */
export const ARCHIVE_SQL = {
  rows: `
    SELECT i.seq, p.id AS sender, i.at, i.kind, i.client_id AS clientId, i.body, i.quote, i.receipt, i.unread, i.receivers,
      i.revision, i.content_seq AS contentSeq, i.pin_seq AS pinSeq, i.edited, i.pinned,
      (SELECT json_group_array(json_array(r.emoji, rp.id, r.amount, r.seq))
       FROM reaction AS r LEFT JOIN person AS rp ON rp.num = r.person
       WHERE r.conversation = i.conversation AND r.target = i.seq) AS reactions
    FROM item AS i JOIN person AS p ON p.num = i.sender
    WHERE i.conversation = ? AND i.seq > ? ORDER BY i.seq LIMIT ?`,
  countIn: 'SELECT count(*) FROM item WHERE conversation = ? AND seq BETWEEN ? AND ?',
  unsent: `
    SELECT at, client_id AS clientId, body, quote, receipt FROM item
    WHERE conversation = ? AND seq IS NULL AND json_extract(body, '$.type') IN ('text', 'card') ORDER BY queued LIMIT ?`,
  seqsIn: 'SELECT seq FROM item WHERE conversation = ? AND seq BETWEEN ? AND ? ORDER BY seq',
} as const;

export function createArchiveQueries(db: Database): ArchiveQueries {
  const ids = db.prepare<[], { id: ConversationId; num: number }>(
    'SELECT id, num FROM conversation ORDER BY id',
  );
  const flags = db.prepare<[number], KeptFlags>(
    'SELECT pinned, muted, archived FROM conversation WHERE num = ?',
  );
  const personId = db.prepare<[number], UserId>('SELECT id FROM person WHERE num = ?').pluck();
  const countIn = db.prepare<[number, number, number], number>(ARCHIVE_SQL.countIn).pluck();
  const rows = db.prepare<[number, number, number], ArchiveRow>(ARCHIVE_SQL.rows);
  const seqsIn = db.prepare<[number, number, number], number>(ARCHIVE_SQL.seqsIn).pluck();
  const unsent = db.prepare<[number, number], UnsentRow>(ARCHIVE_SQL.unsent);
  const countUnsent = db
    .prepare<[number, number], number>(`SELECT count(*) FROM (${ARCHIVE_SQL.unsent})`)
    .pluck();
  const archived = db
    .prepare<[number], string | null>('SELECT archive FROM conversation WHERE num = ?')
    .pluck();
  const setArchived = db.prepare<[{ num: number; line: string | null }]>(`
    UPDATE conversation SET archive = @line, unsettled = 0,
      archived = CASE WHEN @line IS NULL THEN 0 ELSE max(1, head_seq) END WHERE num = @num`);
  return {
    ids: () => ids.all(),
    flags: (num) => flags.get(num) ?? { pinned: 0, muted: 0, archived: 0 },
    personId: (num) => personId.get(num),
    countIn: (num, from, to) => countIn.get(num, from, to) ?? 0,
    rows: (num, after, limit) => rows.all(num, after, limit),
    unsent: (num) => unsent.all(num, MAX_ARCHIVED_UNSENT),
    countUnsent: (num) => countUnsent.get(num, MAX_ARCHIVED_UNSENT) ?? 0,
    seqsIn: (num, from, to) => seqsIn.all(num, from, to),
    archived(num) {
      const line = archived.get(num);
      // Written by `setArchived`.
      return line === null || line === undefined ? undefined : (JSON.parse(line) as ArchivedConversation);
    },
    setArchived: (num, line) =>
      void setArchived.run({ num, line: line === null ? null : JSON.stringify(line) }),
    indexBytes() {
      // Prepared where it is used: the table is one that only a build with it has.
      const bytes = db
        .prepare<[string], number>('SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = ?')
        .pluck();
      const shadows = ['data', 'idx', 'docsize', 'content', 'config'];
      return SEARCH_TABLES.flatMap((table) => shadows.map((shadow) => `${table}_${shadow}`)).reduce(
        (sum, name) => sum + (bytes.get(name) ?? 0),
        0,
      );
    },
  };
}
