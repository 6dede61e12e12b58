import type { Migration } from './migration.ts';

/**
 * Who gave their account up. The relay told of that before this version kept it, so all that has changed of people is asked for once
 * more.
 */
export const peopleGone: Migration = {
  version: 140,
  sql: `
    ALTER TABLE person ADD COLUMN deactivated INTEGER NOT NULL DEFAULT 0;
    DELETE FROM meta WHERE key = 'people';
  `,
};
