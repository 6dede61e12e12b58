import { type Migration, ONLY_ADDS } from './migration.ts';

/** What several nodes share: who does what only one may do, and how often somebody has tried to sign in (SES-7). */
export const nodes: Migration = {
  version: 70,
  oldest: ONLY_ADDS,
  sql: `
CREATE TABLE lease (
  name text COLLATE "C" PRIMARY KEY,
  holder text COLLATE "C" NOT NULL,
  until bigint NOT NULL
);

CREATE TABLE attempt (
  digest text COLLATE "C" PRIMARY KEY,
  count integer NOT NULL,
  locked_until bigint NOT NULL,
  -- The newest one.
  tried_at bigint NOT NULL
);
CREATE INDEX attempt_by_time ON attempt (tried_at);
`,
};
