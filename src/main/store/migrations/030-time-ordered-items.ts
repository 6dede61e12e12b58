import type { Migration } from './migration.ts';

/** One index for each layer of ids, the last one for all further layers. */
const SEARCH_TABLES = [0, 1, 2, 3, 4, 5]
  .map(
    (layer) =>
      `CREATE VIRTUAL TABLE search_${layer} USING fts5 (tokens, content = '', contentless_delete = 1, tokenize = 'ascii');`,
  )
  .join('\n');

/**
 * Items get ids by their time (`item-place.ts`): the arithmetic below is that file's as of this version. The search index, which
 * goes by the ids, starts empty; `reindex` lists what it lacks and is worked off while the client runs. Every index entry
 * has tokens for its sender and, unless it is a text, its kind.
 *
 * `visible` and `lacking` of a conversation count the seqs that I may see and those of them that are not on disk. The newest
 * hole lies below `lacking_at`; `lacking_inside` tells that something older than it is on disk, which may have changed in it.
 */
export const timeOrderedItems: Migration = {
  version: 30,
  sql: `
    CREATE TABLE item_next (
      id INTEGER PRIMARY KEY,
      conversation INTEGER NOT NULL REFERENCES conversation (num),
      seq INTEGER,
      sender INTEGER NOT NULL REFERENCES person (num),
      at INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      state INTEGER NOT NULL,
      queued INTEGER,
      error TEXT,
      unread INTEGER,
      receivers INTEGER,
      client_id BLOB,
      body TEXT NOT NULL,
      quote INTEGER,
      revision INTEGER NOT NULL DEFAULT 0,
      content_seq INTEGER NOT NULL DEFAULT 0,
      pin_seq INTEGER NOT NULL DEFAULT 0,
      edited INTEGER NOT NULL DEFAULT 0,
      pinned INTEGER NOT NULL DEFAULT 0,
      mentions_me INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    WITH sliced AS (
      SELECT *, min(16777215, max(0, (at - 1577836800000) / 262144)) AS slice FROM item
    ), numbered AS (
      SELECT *, row_number() OVER (PARTITION BY slice ORDER BY at, conversation, seq, id) - 1 AS n FROM sliced
    ), layered AS (
      SELECT *, CASE
        WHEN n < 16 THEN 0 WHEN n < 80 THEN 1 WHEN n < 336 THEN 2 WHEN n < 1360 THEN 3 WHEN n < 5456 THEN 4
        WHEN n < 21840 THEN 5 WHEN n < 87376 THEN 6 WHEN n < 349520 THEN 7 WHEN n < 1398096 THEN 8 ELSE 9 END AS layer FROM numbered
    )
    INSERT INTO item_next
    SELECT (1 << (28 + 2 * layer)) + (slice << (4 + 2 * layer)) + n - 16 * ((1 << 2 * layer) - 1) / 3 AS next_id,
      conversation, seq, sender, at, kind, state, queued, error, unread, receivers, client_id, body, quote, revision,
      content_seq, pin_seq, edited, pinned, mentions_me
    FROM layered ORDER BY next_id;

    DROP TABLE item;
    ALTER TABLE item_next RENAME TO item;
    CREATE UNIQUE INDEX item_seq ON item (conversation, seq);
    CREATE UNIQUE INDEX item_own ON item (client_id, conversation) WHERE sender = 1 AND kind = 0;
    CREATE INDEX item_unsent ON item (queued) WHERE queued IS NOT NULL;
    CREATE INDEX item_open_receipt ON item (conversation, seq)
      WHERE sender = 1 AND kind = 0 AND state = 0 AND (unread IS NULL OR unread > 0);
    CREATE INDEX item_quote ON item (conversation, quote) WHERE quote IS NOT NULL;
    CREATE INDEX item_mention ON item (conversation, seq) WHERE mentions_me = 1;

    DROP TABLE search;
    ${SEARCH_TABLES}
    CREATE TABLE reindex (id INTEGER PRIMARY KEY) STRICT;
    INSERT INTO reindex SELECT id FROM item WHERE kind = 0;
    INSERT INTO meta (key, value) SELECT 'reindex', count(*) FROM reindex;

    ALTER TABLE progress ADD COLUMN visible INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE progress ADD COLUMN lacking INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE progress ADD COLUMN lacking_inside INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE progress ADD COLUMN lacking_at INTEGER NOT NULL DEFAULT 0;
    UPDATE progress SET visible = coalesce((
      SELECT sum(max(0, min(coalesce(m.value ->> 'left', c.head_seq), c.head_seq) - (m.value ->> 'joined') + 1))
      FROM conversation AS c, json_each(progress.memberships) AS m WHERE c.num = progress.conversation), 0);
    UPDATE progress SET
      lacking = max(0, visible - coalesce((
        SELECT sum((h.value ->> 1) - (h.value ->> 0) + 1) FROM json_each(progress.held) AS h), 0)),
      lacking_inside = json_array_length(held) > 1,
      lacking_at = (SELECT last_at FROM conversation WHERE num = progress.conversation);
    CREATE INDEX progress_lacking ON progress (lacking_inside DESC, lacking_at DESC) WHERE lacking > 0;
    CREATE INDEX progress_share ON progress (visible, lacking);
  `,
};
