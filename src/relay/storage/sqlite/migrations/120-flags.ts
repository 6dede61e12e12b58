import type { Migration } from './migration.ts';

/**
 * How a member keeps a conversation: `flags` is a sum of 1 (pinned), 2 (muted), 4 (marked unread), NULL as long as nothing
 * was set; `archived` the newest seq when it was put away, NULL: it is not.
 */
export const flags: Migration = {
  version: 120,
  sql: `
ALTER TABLE member ADD COLUMN flags INTEGER;
ALTER TABLE member ADD COLUMN archived INTEGER;
`,
};
