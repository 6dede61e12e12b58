import type { Migration } from './migration.ts';

/** What is asked for at every scrape of the metrics: kept as it changes, because counting would walk every file. */
export const figures: Migration = {
  version: 100,
  sql: `
CREATE TABLE content_total (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  contents INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;
INSERT INTO content_total
SELECT 1, count(*), coalesce(sum(size), 0)
FROM (SELECT max(size) AS size FROM file WHERE hash IS NOT NULL GROUP BY hash);

-- Two files may have one content: the first that has it brings it, the last one takes it away.
CREATE TRIGGER content_came AFTER UPDATE OF hash ON file
WHEN OLD.hash IS NULL AND NEW.hash IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM file WHERE hash = NEW.hash AND key <> NEW.key)
BEGIN UPDATE content_total SET contents = contents + 1, bytes = bytes + NEW.size WHERE only = 1; END;
CREATE TRIGGER content_went AFTER DELETE ON file
WHEN OLD.hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM file WHERE hash = OLD.hash)
BEGIN UPDATE content_total SET contents = contents - 1, bytes = bytes - OLD.size WHERE only = 1; END;

CREATE INDEX audit_backups ON audit (id) WHERE action = 'backup.created';
`,
};
