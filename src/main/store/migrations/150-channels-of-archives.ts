import type { Migration } from './migration.ts';

/**
 * Channels and announcements that came out of an archive: `archive` of a channel is the archive's own line of it, `NULL` once a relay has
 * told of it, or for all others; an announcement is `imported` until a relay has told of it. `recalled` are seqs of what the relay has
 * recalled, also of what was not here. What it has recalled before is not known: all is pulled anew.
 */
export const channelsOfArchives: Migration = {
  version: 150,
  sql: `
    ALTER TABLE channel ADD COLUMN archive TEXT;
    ALTER TABLE channel ADD COLUMN recalled TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE announcement ADD COLUMN imported INTEGER NOT NULL DEFAULT 0;
    DELETE FROM meta WHERE key = 'channels';
  `,
};
