import type { Migration } from './migration.ts';

const SEARCH_TABLES = [0, 1, 2, 3, 4, 5]
  .map(
    (layer) => `
      DROP TABLE search_${layer};
      CREATE VIRTUAL TABLE search_${layer} USING fts5 (
        tokens, content = '', columnsize = 0, tokenize = 'ascii', detail = none
      );`,
  )
  .join('');

/**
 * The search index has no table of sizes, a seventh of it, which only its own order of hits would read. What is removed is
 * named by its tokens. FTS5's `secure-delete`, which would take them out of the file at once, is left off: with it, lists of other
 * messages lost entries (SQLite 3.54.1; the simulation finds it). The index starts empty, as in version 110.
 */
export const indexWithoutSizes: Migration = {
  version: 160,
  sql: `
    ${SEARCH_TABLES}
    DELETE FROM reindex;
    INSERT INTO reindex SELECT id FROM item WHERE kind = 0;
    DELETE FROM meta WHERE key IN ('reindex', 'reindexed');
    INSERT INTO meta (key, value) SELECT 'reindex', count(*) FROM reindex;
  `,
};
