import type { Migration } from './migration.ts';

const SEARCH_TABLES = [0, 1, 2, 3, 4, 5]
  .map(
    (layer) => `
      DROP TABLE search_${layer};
      CREATE VIRTUAL TABLE search_${layer} USING fts5 (
        tokens, content = '', columnsize = 0, tokenize = 'ascii', detail = none
      );
      INSERT INTO search_${layer} (search_${layer}, rank) VALUES ('secure-delete', 1);`,
  )
  .join('');

/**
 * The search index has no table of sizes, a seventh of it, which only its own order of hits would read. What is removed is
 * named by its tokens and leaves the file at once: before, words of a recalled message stayed there until pieces were merged.
 * It starts empty, as in version 110.
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
