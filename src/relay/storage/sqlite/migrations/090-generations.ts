import type { Migration } from './migration.ts';

/** When these data were opened, and at which position: what a device was told elsewhere is not in this list (SYN-9). */
export const generations: Migration = {
  version: 90,
  sql: `
CREATE TABLE generation (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  since INTEGER NOT NULL
) STRICT;
`,
};
