import { type Migration, ONLY_ADDS } from './migration.ts';

/**
 * What administrators do with points: a line of the ledger, and by which client id it was asked for. A table of its own and no column of
 * the ledger, whose index would take a walk over all lines while everybody waits.
 */
export const pointOrders: Migration = {
  version: 110,
  oldest: ONLY_ADDS,
  sql: `
CREATE TABLE point_order (
  client_id uuid PRIMARY KEY,
  move bigint NOT NULL REFERENCES point_move
);
`,
};
