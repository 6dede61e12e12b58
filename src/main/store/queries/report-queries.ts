import type { Database } from 'better-sqlite3';

/** Which conversations have something to report. */
export interface ReportQueries {
  /** Rows of conversations, at most `limit`. */
  waiting(limit: number): number[];
}

export const REPORT_SQL =
  'SELECT conversation FROM progress WHERE to_report = 1 ORDER BY conversation LIMIT ?';

export function createReportQueries(db: Database): ReportQueries {
  const waiting = db.prepare<[number], number>(REPORT_SQL).pluck();
  return { waiting: (limit) => waiting.all(limit) };
}
