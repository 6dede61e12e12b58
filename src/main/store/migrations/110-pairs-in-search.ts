import type { Migration } from './migration.ts';

const SEARCH_TABLES = [0, 1, 2, 3, 4, 5]
  .map(
    (layer) => `
      DROP TABLE search_${layer};
      CREATE VIRTUAL TABLE search_${layer} USING fts5 (
        tokens, content = '', contentless_delete = 1, tokenize = 'ascii', detail = none
      );`,
  )
  .join('');

/**
 * The search index has a token for every two characters side by side, and no places of tokens: phrases of frequent characters
 * are found without comparing the places of all of them. It starts empty, as in version 30; announcements are taken in anew
 * when the file is opened.
 */
export const pairsInSearch: Migration = {
  version: 110,
  sql: `
    ${SEARCH_TABLES}
    DELETE FROM reindex;
    INSERT INTO reindex SELECT id FROM item WHERE kind = 0;
    DELETE FROM meta WHERE key IN ('reindex', 'reindexed');
    INSERT INTO meta (key, value) SELECT 'reindex', count(*) FROM reindex;
    INSERT INTO meta (key, value) VALUES ('announcements-stale', '1');
  `,
};
