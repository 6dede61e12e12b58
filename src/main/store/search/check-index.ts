import type { Database } from 'better-sqlite3';
import { storedContent } from '../item.ts';
import { SEARCH_TABLES } from '../queries/search-queries.ts';
import { tokensOf } from '../search-index.ts';

/** How the search index compares with the messages. */
export interface IndexReport {
  /** Messages that must be found by something; recalled ones must not. */
  readonly messages: number;
  /** Messages that wait to be taken in by an index that was started anew. */
  readonly waiting: number;
  /** Ids that the index lacks, holds in another form, or holds without there being a message; the first 100. */
  readonly wrong: readonly number[];
}

const MAX_WRONG = 100;

/**
 * Compares every token in the index with what the messages say now; equal: `wrong` is empty. Reads everything:
 * about a minute for a million messages. Changes nothing in the file.
 */
export function checkIndex(db: Database): IndexReport {
  const found = new Map<number, number>();
  for (const table of SEARCH_TABLES) readTokens(db, table, found);

  const isWaiting = db.prepare<[number]>('SELECT 1 FROM reindex WHERE id = ?');
  const items = db.prepare<[], { id: number; conversation: number; sender: number; body: string }>(
    'SELECT id, conversation, sender, body FROM item WHERE kind = 0',
  );
  const wrong: number[] = [];
  let messages = 0;
  let waiting = 0;
  const note = (id: number): void => {
    if (wrong.length < MAX_WRONG) wrong.push(id);
  };
  for (const { id, conversation, sender, body } of items.all()) {
    const text = tokensOf({ conversation, sender, content: storedContent(body) });
    const inIndex = found.get(id);
    found.delete(id);
    if (text === undefined) {
      if (inIndex !== undefined) note(id);
      continue;
    }
    messages += 1;
    const expected = text.split(' ').reduce((sum, term) => add(sum, hashOf(term)), 0);
    if (inIndex === undefined && isWaiting.get(id)) waiting += 1;
    else if (inIndex !== expected) note(id);
  }
  for (const id of found.keys()) note(id);
  return { messages, waiting, wrong };
}

/** Adds up the tokens of each id. FTS5's own integrity check knows nothing of the messages of an index without content. */
function readTokens(db: Database, table: string, found: Map<number, number>): void {
  db.exec(`CREATE VIRTUAL TABLE temp.search_token USING fts5vocab (main, ${table}, instance)`);
  const tokens = db.prepare<[], { term: string; doc: number }>('SELECT term, doc FROM search_token');
  let last = '';
  let lastHash = 0;
  for (const { term, doc } of tokens.iterate()) {
    if (term !== last) {
      last = term;
      lastHash = hashOf(term);
    }
    found.set(doc, add(found.get(doc) ?? 0, lastHash));
  }
  db.exec('DROP TABLE temp.search_token');
}

/** FNV-1a of the UTF-16 units. */
function hashOf(term: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Adds one token; the order of adding does not matter. */
function add(sum: number, hash: number): number {
  let mixed = Math.imul(hash, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return (sum + ((mixed ^ (mixed >>> 13)) >>> 0)) >>> 0;
}
