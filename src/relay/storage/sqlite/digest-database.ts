import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';

/** All rows of a table. Equal digests: equal tables. */
export interface TableDigest {
  readonly table: string;
  readonly rows: number;
  readonly sha256: string;
}

/**
 * Digests of every table of a database, accounts, timelines and receipts among them, in the order of their names. Changes
 * nothing; the file must be nobody else's meanwhile.
 */
export function digestDatabase(file: string): TableDigest[] {
  const database = new Database(file, { fileMustExist: true });
  try {
    const names = database
      .prepare<[], string>(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name",
      )
      .pluck()
      .all();
    return names.map((table) => digestTable(database, table));
  } finally {
    database.close();
  }
}

function digestTable(database: Database.Database, table: string): TableDigest {
  const quoted = `"${table.replaceAll('"', '""')}"`;
  // By all columns, so that the order is that of what is in it.
  const columns = database
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?) ORDER BY cid')
    .pluck()
    .all(table)
    .map((name) => `"${name.replaceAll('"', '""')}"`);
  const rows = database
    .prepare<[], unknown[]>(`SELECT * FROM ${quoted} ORDER BY ${columns.join(', ')}`)
    .raw()
    .safeIntegers()
    .iterate();
  const hash = createHash('sha256');
  let count = 0;
  for (const row of rows) {
    for (const cell of row) hash.update(cellBytes(cell));
    count++;
  }
  return { table, rows: count, sha256: hash.digest('hex') };
}

/** A cell so that no two different ones look alike, whatever stands beside them. */
function cellBytes(cell: unknown): Buffer {
  const kind = Buffer.isBuffer(cell) ? 'blob' : cell === null ? 'null' : typeof cell;
  const bytes = Buffer.isBuffer(cell) ? cell : Buffer.from(String(cell), 'utf8');
  return Buffer.concat([Buffer.from(`${kind} ${bytes.byteLength}:`), bytes]);
}
