import { AppError } from '../../shared/errors.ts';
import type { SearchHit } from '../../shared/ipc/views.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import { plainText } from './content-text.ts';
import { toItem } from './item.ts';
import type { ReadableStore } from './port.ts';
import type { ConversationQueries } from './queries/conversation-queries.ts';
import type { ItemViews } from './queries/item-views.ts';
import type { SearchQueries } from './queries/search-queries.ts';
import { highlight } from './search/highlight.ts';
import { matchExpression, parseTerms } from './search/search-terms.ts';

export interface SearchContext {
  readonly conversations: ConversationQueries;
  readonly views: ItemViews;
  readonly search: SearchQueries;
}

type Query = Parameters<ReadableStore['search']>[0];
type Page = Awaited<ReturnType<ReadableStore['search']>>;

const NOTHING: Page = { hits: [], cursor: null };

/** One page of hits. A query without letters, digits or emoji finds nothing. */
export function searchMessages({ conversations, views, search }: SearchContext, query: Query): Page {
  const terms = parseTerms(query.text);
  if (terms.length === 0) return NOTHING;
  const within = query.conversation === undefined ? undefined : conversations.load(query.conversation);
  if (query.conversation !== undefined && !within) return NOTHING;
  const before = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : parseCursor(query.cursor);
  const ids = search.match(matchExpression(terms, within?.num), before, query.limit + 1);
  const more = ids.length > query.limit;
  if (more) ids.pop();

  const reads = new Map<number, RangeSet>();
  const hits: SearchHit[] = [];
  for (const id of ids) {
    const row = views.byId(id);
    if (!row) continue;
    const read = reads.get(row.conversationNum) ?? conversations.reads(row.conversationNum);
    reads.set(row.conversationNum, read);
    const item = toItem(row, read);
    if (item.kind === 'message') hits.push({ item, marks: highlight(plainText(item.content), terms) });
  }
  const last = ids.at(-1);
  return { hits, cursor: more && last !== undefined ? String(last) : null };
}

function parseCursor(cursor: string): number {
  const id = Number(cursor);
  if (!/^-?\d{1,16}$/.test(cursor) || !Number.isSafeInteger(id))
    throw new AppError('bad_args', 'cursor: is not from a page of results', { field: 'cursor' });
  return id;
}
