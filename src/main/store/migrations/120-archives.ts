import type { Migration } from './migration.ts';

/**
 * Conversations that came out of an archive and that no relay has told of: `archive` is the archive's own line of it, `NULL` once
 * a relay has, or for all others.
 */
export const archives: Migration = {
  version: 120,
  sql: `ALTER TABLE conversation ADD COLUMN archive TEXT;`,
};
