import type { Migration } from './migration.ts';

/** What administrators do with points: a line of the ledger, and by which client id it was asked for. */
export const pointOrders: Migration = {
  version: 150,
  sql: `
CREATE TABLE point_order (
  client_id BLOB PRIMARY KEY,
  move INTEGER NOT NULL REFERENCES point_move
) STRICT, WITHOUT ROWID;
`,
};
