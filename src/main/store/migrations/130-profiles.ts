import type { Migration } from './migration.ts';

/**
 * Which pictures people and groups have, and the pictures that were fetched, in the order in which they came. They lie in the store,
 * which is encrypted, and not among the files: no other program opens them.
 */
export const profiles: Migration = {
  version: 130,
  sql: `
    ALTER TABLE person ADD COLUMN picture TEXT;
    ALTER TABLE conversation ADD COLUMN picture TEXT;
    CREATE TABLE profile_picture (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL);
  `,
};
