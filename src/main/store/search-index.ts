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
  /** A message that it has in another form. */
  replace(id: number, entry: IndexEntry): void;
  remove(id: number): void;
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
  /** The index has it already. */
  readonly stale: boolean;
  readonly tokens: string | undefined;
}

export function createSearchIndex(search: SearchQueries, reindex: ReindexQueries): SearchIndex {
  const pending = new Map<number, Pending>();
  let isWhole = !reindex.isOpen();

  return {
    add: (id, entry) => void pending.set(id, { stale: false, tokens: tokensOf(entry) }),
    replace: (id, entry) =>
      void pending.set(id, { stale: pending.get(id)?.stale ?? true, tokens: tokensOf(entry) }),
    remove: (id) => void pending.set(id, { stale: pending.get(id)?.stale ?? true, tokens: undefined }),
    flush() {
      if (pending.size === 0) return;
      const ids = [...pending.keys()].sort((a, b) => a - b);
      for (const id of ids) {
        if (!pending.get(id)?.stale) continue;
        search.remove(id);
        if (!isWhole) reindex.settle(id);
      }
      for (const id of ids) {
        const tokens = pending.get(id)?.tokens;
        if (tokens !== undefined) search.add(id, tokens);
      }
      pending.clear();
      isWhole ||= !reindex.isOpen();
    },
    tidy: (pages) => search.merge(pages),
    restart() {
      pending.clear();
      isWhole = false;
    },
    discard: () => pending.clear(),
  };
}
