import Database from 'better-sqlite3';
import MiniSearch from 'minisearch';
import { plainText } from '../../src/shared/model/plain-text.ts';
import { openStore } from '../../src/main/store/open-store.ts';
import type { SearchJob, SearchPeerName, SearchPlace } from './search-job.ts';
import { systemClock } from './workspace.ts';

/** A way to search the messages of a store. */
export interface SearchPeer {
  /** What the index takes: on disk, or in the heap where it lives there. */
  readonly indexMegabytes: number;
  /** Texts of the newest 50 hits, newest first. What others than this store are narrowed to is the conversation only. */
  search(query: string, to: SearchJob['to']): Promise<string[]> | string[];
  close(): Promise<void> | void;
}

const NEWEST_HITS = 50;

/** This product's store, asked as the client asks it: from another thread. */
async function thisStore(place: SearchPlace): Promise<SearchPeer> {
  const { storeFile, workerPath, me, conversation, sender, since, until } = place;
  const db = new Database(storeFile, { readonly: true });
  const bytes = db.prepare("SELECT SUM(pgsize) FROM dbstat WHERE name LIKE 'search%'").pluck().get();
  db.close();
  const store = await openStore({ file: storeFile, me, clock: systemClock, workerPath });
  return {
    indexMegabytes: Number(bytes) / 1e6,
    async search(text, to) {
      const { hits } = await store.read.search({
        text,
        conversation: to === 'conversation' ? conversation : undefined,
        sender: to === 'sender' ? sender : undefined,
        ...(to === 'period' && { since, until }),
        type: to === 'texts' ? 'text' : undefined,
        cursor: undefined,
        limit: NEWEST_HITS,
      });
      return hits.map(({ item }) => plainText(item.content));
    },
    close: () => store.close(),
  };
}

/** A copy of the texts, with what the other ways need: dense ids in order of time, and an index of the conversations. */
function copyTexts({ storeFile, ownFile, newest }: SearchPlace): Database.Database {
  const db = new Database(ownFile);
  db.pragma('journal_mode = OFF');
  db.prepare('ATTACH ? AS store').run(storeFile);
  db.exec('CREATE TABLE message (id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, text TEXT NOT NULL)');
  db.prepare(
    `INSERT INTO message (conversation, text)
       SELECT conversation, text FROM (
         SELECT conversation, seq, at, json_extract(body, '$.text') AS text FROM store.item WHERE kind = 0
         ORDER BY at DESC, conversation DESC, seq DESC LIMIT ?
       ) ORDER BY at, conversation, seq`,
  ).run(newest);
  db.exec(`
    CREATE INDEX message_conversation ON message (conversation, id);
    DETACH store;
  `);
  return db;
}

/** The number of the one conversation in the store's own file. */
function numberOf({ storeFile, conversation }: SearchPlace): number {
  const db = new Database(storeFile, { readonly: true });
  const number = db.prepare('SELECT num FROM conversation WHERE id = ?').pluck().get(conversation);
  db.close();
  return Number(number);
}

function like(term: string): string {
  return `%${term.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Every term must occur somewhere, wherever a word starts or ends. */
function likeScan(place: SearchPlace): SearchPeer {
  const db = copyTexts(place);
  const conversation = numberOf(place);
  return {
    indexMegabytes: 0,
    search(query, to) {
      const within = to === 'conversation';
      const terms = query.split(' ');
      const conditions = [
        ...(within ? ['conversation = ?'] : []),
        ...terms.map(() => `text LIKE ? ESCAPE '\\'`),
      ];
      return db
        .prepare(
          `SELECT text FROM message WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ${NEWEST_HITS}`,
        )
        .pluck()
        .all(...(within ? [conversation] : []), ...terms.map(like)) as string[];
    },
    close: () => {
      db.close();
    },
  };
}

/** FTS5's trigram tokenizer, which needs three characters; LIKE below that, as its documentation advises. */
function trigram(place: SearchPlace): SearchPeer {
  const db = copyTexts(place);
  const conversation = numberOf(place);
  const size = () => Number(db.pragma('page_count', { simple: true })) * 4_096;
  const before = size();
  db.exec(`
    CREATE VIRTUAL TABLE search USING fts5 (text, content = 'message', content_rowid = 'id', tokenize = 'trigram');
    INSERT INTO search (search) VALUES ('rebuild');
  `);
  return {
    indexMegabytes: (size() - before) / 1e6,
    search(query, to) {
      const within = to === 'conversation';
      const terms = query.split(' ');
      const long = terms.filter((term) => Array.from(term).length >= 3);
      const short = terms.filter((term) => Array.from(term).length < 3);
      const conditions = [
        ...(long.length > 0 ? ['search MATCH ?'] : []),
        ...short.map(() => `message.text LIKE ? ESCAPE '\\'`),
        ...(within ? ['message.conversation = ?'] : []),
      ];
      const from = long.length > 0 ? 'search JOIN message ON message.id = search.rowid' : 'message';
      const order = long.length > 0 ? 'search.rowid' : 'message.id';
      return db
        .prepare(
          `SELECT message.text FROM ${from} WHERE ${conditions.join(' AND ')} ORDER BY ${order} DESC LIMIT ${NEWEST_HITS}`,
        )
        .pluck()
        .all(
          ...(long.length > 0 ? [long.map((term) => `"${term.replaceAll('"', '""')}"`).join(' AND ')] : []),
          ...short.map(like),
          ...(within ? [conversation] : []),
        ) as string[];
    },
    close: () => {
      db.close();
    },
  };
}

const HAN = /\p{Script=Han}/u;
/** Words as MiniSearch would have them, and each Chinese character by itself: between spaces, it would find only how a sentence starts. */
const TERM = /\p{Script=Han}|[\p{L}\p{N}]+/gu;

/** An index in memory, as web clients have it. It knows no phrases, so that hits with Chinese in them are looked at. */
function miniSearch(place: SearchPlace): SearchPeer {
  const db = copyTexts(place);
  const conversation = numberOf(place);
  const messages = db
    .prepare<[], { id: number; conversation: number; text: string }>(
      'SELECT id, conversation, text FROM message',
    )
    .all();
  db.close();
  const heap = (): number => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  const index = new MiniSearch<{ id: number; text: string }>({
    fields: ['text'],
    tokenize: (text) => text.normalize('NFKC').match(TERM) ?? [],
    searchOptions: { combineWith: 'AND', prefix: (term) => !HAN.test(term) },
  });
  index.addAll(messages);
  const indexMegabytes = (heap() - before) / 1e6;
  return {
    indexMegabytes,
    search(query, to) {
      const within = to === 'conversation';
      const phrases = query.split(' ').filter((term) => HAN.test(term));
      const ids = index.search(query).map(({ id }) => Number(id));
      const texts: string[] = [];
      for (const id of ids.sort((a, b) => b - a)) {
        const message = messages[id - 1];
        if (!message || (within && message.conversation !== conversation)) continue;
        if (!phrases.every((phrase) => message.text.includes(phrase))) continue;
        texts.push(message.text);
        if (texts.length === NEWEST_HITS) break;
      }
      return texts;
    },
    close: () => {},
  };
}

/** By the names that a process of each is started with. */
export const openPeer: Record<SearchPeerName, (place: SearchPlace) => SearchPeer | Promise<SearchPeer>> = {
  store: thisStore,
  like: likeScan,
  trigram,
  minisearch: miniSearch,
};
