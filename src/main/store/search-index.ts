import type { MessageContent } from '../../shared/model/event.ts';
import { plainText } from '../../shared/model/plain-text.ts';
import type { ReindexQueries } from './queries/reindex-queries.ts';
import type { SearchQueries } from './queries/search-queries.ts';
import { indexText } from './search/index-text.ts';

/** What the index knows of a message. */
export interface IndexEntry {
  /** Rows of the conversation and of the person. */
  readonly conversation: number;
  readonly sender: number;
  readonly content: MessageContent;
}

/** The tokens of a message; `undefined` for a recalled one, which nothing finds. */
export function tokensOf({ conversation, sender, content }: IndexEntry): string | undefined {
  if (content.type === 'recalled') return undefined;
  return indexText({ conversation, sender, type: content.type }, plainText(content));
}

/**
 * Keeps the search index equal to the messages. Gathers what one write changes and brings it in by ascending ids: FTS5 starts
 * a new segment whenever an id is smaller than the one before.
 */
export interface SearchIndex {
  /** A message that the index does not have. */
  add(id: number, entry: IndexEntry): void;
  /** A message that was stored as `before`. */
  replace(id: number, before: IndexEntry, now: IndexEntry): void;
  /** A message that was stored as `before`. The index does not know by itself which tokens a message had. */
  remove(id: number, before: IndexEntry): void;
  /** Brings in what was gathered: the last step of every write. */
  flush(): void;
  /** Merges some of the index's pieces; false if there are not many. */
  tidy(pages: number): boolean;
  /** The index is being emptied, to be filled again from the messages. */
  restart(): void;
  /** Forgets what was gathered: the write is undone. */
  discard(): void;
}

interface Pending {
  /** What the index has of it, unless it waits to be taken in; `undefined`: nothing. */
  readonly before: string | undefined;
  readonly now: string | undefined;
}

export function createSearchIndex(search: SearchQueries, reindex: ReindexQueries): SearchIndex {
  const pending = new Map<number, Pending>();
  /** Whether nothing waits to be taken in; `undefined` while that is not known. */
  let isWhole: boolean | undefined;

  function gather(id: number, before: IndexEntry | undefined, now: IndexEntry | undefined): void {
    const known = pending.get(id);
    pending.set(id, {
      before: known ? known.before : before && tokensOf(before),
      now: now && tokensOf(now),
    });
  }

  return {
    add: (id, entry) => gather(id, undefined, entry),
    replace: (id, before, now) => gather(id, before, now),
    remove: (id, before) => gather(id, before, undefined),
    flush() {
      if (pending.size === 0) return;
      isWhole ??= !reindex.isOpen();
      for (const [id, { before, now }] of [...pending].sort(([a], [b]) => a - b)) {
        const isThere = before !== undefined && (isWhole || !reindex.settle(id));
        if (isThere && before === now) continue;
        if (isThere) search.remove(id, before);
        if (now !== undefined) search.add(id, now);
      }
      pending.clear();
      isWhole ||= !reindex.isOpen();
    },
    tidy: (pages) => search.merge(pages),
    restart() {
      pending.clear();
      isWhole = undefined;
    },
    discard() {
      pending.clear();
      isWhole = undefined;
    },
  };
}
