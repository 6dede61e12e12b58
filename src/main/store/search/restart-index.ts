import type { Database } from 'better-sqlite3';
import { SEARCH_TABLES } from '../queries/search-queries.ts';
import { wordTokens } from './index-text.ts';

const ANNOUNCEMENTS = 'announcement_search';

/**
 * Makes the search index empty and sound, all or nothing; `indexMore` fills it again from the messages. Announcements, which are
 * few, are searched at once.
 */
export function restartIndex(db: Database): void {
  const definition = db.prepare<[string], string>('SELECT sql FROM sqlite_schema WHERE name = ?').pluck();
  db.transaction(() => {
    for (const table of [...SEARCH_TABLES, ANNOUNCEMENTS]) {
      const sql = definition.get(table);
      if (sql === undefined) continue;
      db.exec(`DROP TABLE ${table}`);
      db.exec(sql);
    }
    db.exec(`
      DELETE FROM reindex;
      INSERT INTO reindex SELECT id FROM item WHERE kind = 0;
      DELETE FROM meta WHERE key IN ('reindex', 'reindexed');
      INSERT INTO meta (key, value) SELECT 'reindex', count(*) FROM reindex;
    `);
    indexAnnouncements(db);
  })();
}

/**
 * Makes the index anew that was made by the rules of another Unicode version: what leaves it is named by the tokens that its text has
 * today. `version` as `process.versions.unicode`.
 */
export function renewIndexOf(db: Database, version: string): void {
  const before = db.prepare<[], string>(`SELECT value FROM meta WHERE key = 'unicode'`).pluck().get();
  if (before === version) return;
  db.transaction(() => {
    // A file that says nothing of it has an index that has just been begun.
    if (before !== undefined) restartIndex(db);
    db.prepare(`INSERT OR REPLACE INTO meta (key, value) VALUES ('unicode', ?)`).run(version);
  })();
}

/** Takes all announcements in, as the version of the index is now, if an older version has indexed them. */
export function renewAnnouncementIndex(db: Database): void {
  const isStale = db.prepare(`SELECT 1 FROM meta WHERE key = 'announcements-stale'`).get() !== undefined;
  if (isStale) db.transaction(() => indexAnnouncements(db))();
}

function indexAnnouncements(db: Database): void {
  const remove = db.prepare<[number]>(`DELETE FROM ${ANNOUNCEMENTS} WHERE rowid = ?`);
  const add = db.prepare<[number, string]>(`INSERT INTO ${ANNOUNCEMENTS} (rowid, tokens) VALUES (?, ?)`);
  const announcements = db.prepare<[], { id: number; title: string; text: string }>(
    `SELECT id, title, text FROM announcement WHERE state != 'recalled'`,
  );
  for (const { id, title, text } of announcements.all()) {
    remove.run(id);
    add.run(id, wordTokens(title, text));
  }
  db.exec(`DELETE FROM meta WHERE key = 'announcements-stale'`);
}
