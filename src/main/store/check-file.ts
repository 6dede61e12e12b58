import type { Database } from 'better-sqlite3';
import { isCorruption } from './sqlite-errors.ts';

/** `index`: only the search index is damaged, which can be made anew from the messages. */
export type FileVerdict = 'sound' | 'index' | 'damaged';

/** Reads the whole file; some 25 MB a second. Throws what is no damage. */
export function checkFile(db: Database): FileVerdict {
  // Whether each value has its index entry is not looked at: that takes five times as long.
  const found = lines(db, 'quick_check(100)');
  if (found?.length === 1 && found[0] === 'ok') return 'sound';
  // A page that is in two places is damage of both.
  if (found?.some((line) => /2nd reference|freelist|never used/i.test(line))) return 'damaged';
  return tablesOfMessages(db)?.every((table) => lines(db, `quick_check('${table}')`)?.[0] === 'ok')
    ? 'index'
    : 'damaged';
}

function tablesOfMessages(db: Database): string[] | undefined {
  const tables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%search%'`;
  return attempt(() => db.prepare<[], string>(tables).pluck().all());
}

/** `undefined`: the check itself has met damage. */
function lines(db: Database, check: string): string[] | undefined {
  const rows = attempt(() => db.pragma(check) as { quick_check: string }[]);
  return rows?.map(({ quick_check: line }) => line);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isCorruption(error)) return undefined;
    throw error;
  }
}
