import { closeSync, openSync, statSync, truncateSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';

const PAGE = 4_096;

/** Pages of one table or index of an SQLite file, in the order of the file. */
export function pagesOf(
  file: string,
  name: string,
  kind: 'leaf' | 'internal' = 'leaf',
  open: (file: string) => Database.Database = (path) => new Database(path, { readonly: true }),
): number[] {
  const db = open(file);
  const pages = db
    .prepare<[string, string], number>(
      'SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY pageno',
    )
    .pluck()
    .all(name, kind);
  db.close();
  return pages;
}

/** Makes pages unreadable. */
export function spoil(file: string, pages: readonly number[]): void {
  const handle = openSync(file, 'r+');
  const noise = Buffer.alloc(PAGE, 0x5a);
  for (const page of pages) writeSync(handle, noise, 0, PAGE, (page - 1) * PAGE);
  closeSync(handle);
}

/** Leaves so much of it, in whole pages. */
export function cutShort(file: string, share: number): void {
  truncateSync(file, Math.floor((statSync(file).size / PAGE) * share) * PAGE);
}
