import Database from 'better-sqlite3';

/** Another way to search the same messages; built from the store's own file, in a file of its own. */
export interface SearchPeer {
  readonly name: string;
  readonly indexMegabytes: number;
  /** Ids of the newest 50 hits among the store's items, newest first. */
  search(query: string, conversation: number | undefined): number[];
  close(): void;
}

const NEWEST = 'ORDER BY id DESC LIMIT 50';

function copyTexts(storeFile: string, file: string): Database.Database {
  const db = new Database(file);
  db.pragma('journal_mode = OFF');
  db.prepare('ATTACH ? AS store').run(storeFile);
  db.exec(`
    CREATE TABLE message (
      id INTEGER PRIMARY KEY, item INTEGER NOT NULL, conversation INTEGER NOT NULL, text TEXT NOT NULL
    );
    INSERT INTO message (item, conversation, text)
      SELECT id, conversation, json_extract(body, '$.text') FROM store.item WHERE kind = 0
      ORDER BY at, conversation, seq;
    CREATE INDEX message_conversation ON message (conversation, id);
    DETACH store;
  `);
  return db;
}

function like(term: string): string {
  return `%${term.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Every term must occur somewhere, wherever a word starts or ends. */
export function likeScan(storeFile: string, file: string): SearchPeer {
  const db = copyTexts(storeFile, file);
  const condition = (terms: readonly string[]) => terms.map(() => `text LIKE ? ESCAPE '\\'`).join(' AND ');
  return {
    name: 'LIKE scan',
    indexMegabytes: 0,
    search(query, conversation) {
      const terms = query.split(' ');
      const within = conversation === undefined ? '' : 'conversation = ? AND ';
      const rows = db
        .prepare(`SELECT item FROM message WHERE ${within}${condition(terms)} ${NEWEST}`)
        .pluck()
        .all(...(conversation === undefined ? [] : [conversation]), ...terms.map(like));
      return rows as number[];
    },
    close: () => db.close(),
  };
}

/** FTS5's trigram tokenizer, which needs three characters; LIKE below that, as its documentation advises. */
export function trigram(storeFile: string, file: string): SearchPeer {
  const db = copyTexts(storeFile, file);
  const size = () => Number(db.pragma('page_count', { simple: true })) * 4_096;
  const before = size();
  db.exec(`
    CREATE VIRTUAL TABLE search USING fts5 (text, content = 'message', content_rowid = 'id', tokenize = 'trigram');
    INSERT INTO search (search) VALUES ('rebuild');
  `);
  const indexMegabytes = (size() - before) / 1e6;
  return {
    name: 'FTS5 trigram, LIKE below 3',
    indexMegabytes,
    search(query, conversation) {
      const terms = query.split(' ');
      const long = terms.filter((term) => Array.from(term).length >= 3);
      const short = terms.filter((term) => Array.from(term).length < 3);
      const conditions = [
        ...(long.length > 0 ? ['search MATCH ?'] : []),
        ...short.map(() => `message.text LIKE ? ESCAPE '\\'`),
        ...(conversation === undefined ? [] : ['message.conversation = ?']),
      ];
      const from = long.length > 0 ? 'search JOIN message ON message.id = search.rowid' : 'message';
      const order =
        long.length > 0 ? 'ORDER BY search.rowid DESC LIMIT 50' : 'ORDER BY message.id DESC LIMIT 50';
      return db
        .prepare(`SELECT message.item FROM ${from} WHERE ${conditions.join(' AND ')} ${order}`)
        .pluck()
        .all(
          ...(long.length > 0 ? [long.map((term) => `"${term.replaceAll('"', '""')}"`).join(' AND ')] : []),
          ...short.map(like),
          ...(conversation === undefined ? [] : [conversation]),
        ) as number[];
    },
    close: () => db.close(),
  };
}
