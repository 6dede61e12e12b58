import type { Database } from 'better-sqlite3';

/** What of the history is not on disk. */
export interface HoleQueries {
  /** Rows of conversations with holes: those inside what is on disk first, then by time, newest first; at most `limit`. */
  lacking(limit: number): number[];
  /** Sums over all conversations. */
  share(): { readonly visible: number; readonly lacking: number };
}

/** Plans of these are asserted by test. */
export const HOLE_SQL = {
  lacking: `
    SELECT conversation FROM progress WHERE lacking > 0 ORDER BY lacking_inside DESC, lacking_at DESC LIMIT ?`,
  share: 'SELECT coalesce(sum(visible), 0) AS visible, coalesce(sum(lacking), 0) AS lacking FROM progress',
} as const;

export function createHoleQueries(db: Database): HoleQueries {
  const lacking = db.prepare<[number], number>(HOLE_SQL.lacking).pluck();
  const share = db.prepare<[], { visible: number; lacking: number }>(HOLE_SQL.share);
  return {
    lacking: (limit) => lacking.all(limit),
    share: () => share.get() ?? { visible: 0, lacking: 0 },
  };
}
