import Database, { type Database as Connection } from 'better-sqlite3-multiple-ciphers';

/** A row as the file gives it; nothing in it can be trusted. */
export type OldRow = Readonly<Record<string, unknown>>;

/** A store's file that is damaged, read row by row. It never throws for what cannot be read: that is told by `lost`. */
export interface OldStore {
  /** Rows of a table in the order of their numbers, beyond `after`; each with its number as `place`. */
  rows(
    table:
      | 'person'
      | 'conversation'
      | 'progress'
      | 'upload'
      | 'channel'
      | 'announcement'
      | 'item'
      | 'lost_message',
    after?: number,
  ): Iterable<OldRow>;
  /** One row by its number. */
  row(table: 'person' | 'conversation' | 'channel' | 'item', place: number): OldRow | undefined;
  /** Messages of the outbox, failed ones included, by the index of them. */
  unsent(): Iterable<OldRow>;
  reactions(conversation: number, target: number): readonly OldRow[];
  /** The single values, by their keys; `undefined` if they cannot be read. */
  meta(): Readonly<Record<string, unknown>> | undefined;
  /** How many times something could not be read. */
  lost(): number;
  close(): void;
}

/** Beyond every number that is in use (`item-place.ts`). */
const LAST_PLACE = 2 ** 53;

/** Reads over a connection that nobody writes to; closes it in the end. */
export function createOldStore(db: Connection): OldStore {
  let lost = 0;

  /** What `read` gives; `undefined`, and one more thing lost, if the file cannot. */
  function attempt<T>(read: () => T): { readonly value: T } | undefined {
    try {
      return { value: read() };
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
      lost += 1;
      return undefined;
    }
  }

  /**
   * One row after the other by a number that ascends. Around what cannot be read a way is felt in growing strides, and the near end
   * of what can be read again is sought by halves: a damaged page takes its rows with it, and not those behind.
   */
  function* walk(sql: string, from: number): Iterable<OldRow> {
    const next = attempt(() => db.prepare<[number], OldRow>(sql).safeIntegers(false))?.value;
    if (!next) return;

    /** The first row beyond `at`; `end`: there is none; `undefined`: that cannot be read. */
    function beyond(at: number): { readonly row: OldRow; readonly place: number } | 'end' | undefined {
      const read = attempt(() => next?.get(at));
      if (!read) return undefined;
      if (read.value === undefined) return 'end';
      const place = read.value['place'];
      return typeof place === 'number' && place > at ? { row: read.value, place } : undefined;
    }

    for (let at = from; ;) {
      let found = beyond(at);
      let readable = at;
      for (let stride = 1; found === undefined; stride *= 2) {
        at = readable;
        readable += stride;
        if (readable >= LAST_PLACE) return;
        found = beyond(readable);
      }
      while (readable - at > 1) {
        const middle = at + Math.floor((readable - at) / 2);
        const nearer = beyond(middle);
        if (nearer === undefined) at = middle;
        else {
          readable = middle;
          found = nearer;
        }
      }
      if (found === 'end') return;
      at = found.place;
      yield found.row;
    }
  }

  const byPlace = new Map<string, Database.Statement<[number], OldRow> | undefined>();

  return {
    rows: (table, after = -1) =>
      walk(
        `SELECT rowid AS place, * FROM ${table} NOT INDEXED WHERE rowid > ? ORDER BY rowid LIMIT 1`,
        after,
      ),
    row(table, place) {
      if (!byPlace.has(table))
        byPlace.set(
          table,
          attempt(() =>
            db.prepare<[number], OldRow>(
              `SELECT rowid AS place, * FROM ${table} NOT INDEXED WHERE rowid = ?`,
            ),
          )?.value,
        );
      const select = byPlace.get(table);
      return select && attempt(() => select.get(place))?.value;
    },
    unsent: () =>
      walk(
        'SELECT queued AS place, * FROM item WHERE queued IS NOT NULL AND queued > ? ORDER BY queued LIMIT 1',
        -1,
      ),
    reactions: (conversation, target) =>
      attempt(() =>
        db
          .prepare<[number, number], OldRow>('SELECT * FROM reaction WHERE conversation = ? AND target = ?')
          .all(conversation, target),
      )?.value ?? [],
    meta() {
      const rows = attempt(() =>
        db.prepare<[], [string, unknown]>('SELECT key, value FROM meta').raw().all(),
      );
      return rows && Object.fromEntries(rows.value);
    },
    lost: () => lost,
    close: () => db.close(),
  };
}
