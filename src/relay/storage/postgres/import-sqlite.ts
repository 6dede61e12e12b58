import type Database from 'better-sqlite3';
import pg from 'pg';
import { AppError } from '../../../shared/errors.ts';
import { openDatabase } from '../sqlite/database.ts';
import { clientConfig, unusable } from './connection.ts';
import { IMPORTED_MONTHS, IMPORTED_TABLES, type ImportedRow, type ImportedTable } from './imported-tables.ts';
import { migrate } from './migrations/migrate.ts';
import { partitionFor } from './queries/timeline-months.ts';

/** Rows that go over at once. */
const ROWS = 1_000;

/** A table that was copied, and compared row by row. */
export interface ImportedCount {
  readonly table: string;
  readonly rows: number;
}

/**
 * Copies everything a stopped relay keeps in its SQLite file into an empty PostgreSQL database, all or nothing: it is committed
 * only after every row has been read back and is equal to that of the file. The file stays as it is. Rejects with `store_failed`
 * where another program has the file, where a row is not equal, and where the database cannot be used or is not empty.
 */
export async function importSqlite(
  file: string,
  url: string,
  signal: AbortSignal,
): Promise<readonly ImportedCount[]> {
  const source = openDatabase(file, 0);
  try {
    // A copy takes as long as there are rows.
    const patient = { query_timeout: 0, statement_timeout: 0, idle_in_transaction_session_timeout: 0 };
    const client = new pg.Client({ ...clientConfig(url), ...patient });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await migrate(client);
      return await copyAll(source, client, signal);
    } catch (error) {
      throw signal.aborted ? AppError.from(signal.reason) : unusable(error);
    } finally {
      await client.end();
    }
  } finally {
    source.close();
  }
}

async function copyAll(
  source: Database.Database,
  client: pg.Client,
  signal: AbortSignal,
): Promise<readonly ImportedCount[]> {
  await client.query('BEGIN');
  // Nodes that start meanwhile wait here.
  await client.query('SELECT position FROM meta FOR UPDATE');
  await requireEmpty(client);
  const counts: ImportedCount[] = [];
  const months = source.prepare<[], number>(IMPORTED_MONTHS).pluck().all();
  for (const month of months) await client.query(partitionFor(month));
  for (const table of IMPORTED_TABLES) {
    if (table.filledBefore) await client.query(`DELETE FROM ${table.name}`);
    for (const page of pagesOf(rowsOf(source, table))) {
      signal.throwIfAborted();
      await client.query(
        `INSERT INTO ${table.name} (${quoted(table)})
         SELECT ${quoted(table)} FROM json_populate_recordset(NULL::${table.name}, $1)`,
        [JSON.stringify(page)],
      );
    }
  }
  for (const table of IMPORTED_TABLES) {
    counts.push({ table: table.name, rows: await compare(source, client, table, signal) });
    if (table.counter !== undefined) await continueCounter(source, client, table);
  }
  await client.query('COMMIT');
  return counts;
}

async function requireEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query('SELECT 1 FROM account UNION ALL SELECT 1 FROM audit LIMIT 1');
  if (rows.length > 0) throw new AppError('store_failed', 'the database has the data of a relay already');
}

function quoted({ columns }: ImportedTable): string {
  return columns.map((column) => `"${column}"`).join(', ');
}

function rowsOf(source: Database.Database, { select }: ImportedTable): IterableIterator<ImportedRow> {
  return source.prepare<[], ImportedRow>(select).iterate();
}

function* pagesOf(rows: Iterable<ImportedRow>): Generator<ImportedRow[]> {
  let page: ImportedRow[] = [];
  for (const row of rows) {
    page.push(row);
    if (page.length < ROWS) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** Both sides in the order of the table's key. Gives how many rows there are. */
async function compare(
  source: Database.Database,
  client: pg.Client,
  table: ImportedTable,
  signal: AbortSignal,
): Promise<number> {
  const columns = table.columns.map((column) => `"${column}"::text AS "${column}"`).join(', ');
  // Qualified, because a bare name would be that of the text.
  const key = table.key.replace(/\w+/g, 's."$&"');
  await client.query(
    `DECLARE stored NO SCROLL CURSOR FOR SELECT ${columns} FROM ${table.name} s ORDER BY ${key}`,
  );
  let count = 0;
  for (const page of pagesOf(rowsOf(source, table))) {
    signal.throwIfAborted();
    const { rows } = await client.query<Record<string, string | null>>(`FETCH ${ROWS} FROM stored`);
    page.forEach((row, index) => {
      const stored = rows[index];
      count++;
      const same =
        stored && table.columns.every((column) => asText(row[column]) === asCopied(stored[column]));
      if (!same || (page.length < ROWS && rows.length !== page.length)) {
        throw new AppError('store_failed', `row ${count} of table ${table.name} is not equal`);
      }
    });
  }
  const { rows: more } = await client.query('FETCH 1 FROM stored');
  await client.query('CLOSE stored');
  if (more.length > 0)
    throw new AppError('store_failed', `table ${table.name} has rows that the file has not`);
  return count;
}

function asText(cell: string | number | null | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}

function asCopied(cell: string | null | undefined): string | null {
  return cell ?? null;
}

/** What is written next does not get the key of something that is there, or was. */
async function continueCounter(
  source: Database.Database,
  client: pg.Client,
  { name, counter }: ImportedTable,
): Promise<void> {
  const used = source
    .prepare<[string], number>('SELECT seq FROM sqlite_sequence WHERE name = ?')
    .pluck()
    .get(name);
  await client.query(
    `SELECT setval(pg_get_serial_sequence($1, $2), greatest($3::bigint, (SELECT max(${String(counter)}) FROM ${name})))
     WHERE greatest($3::bigint, (SELECT max(${String(counter)}) FROM ${name})) > 0`,
    [name, counter, used ?? 0],
  );
}
