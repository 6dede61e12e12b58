import { AppError } from '../../shared/errors.ts';
import type { SearchHit } from '../../shared/ipc/views.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import { plainText } from '../../shared/model/plain-text.ts';
import { storedContent, toItem } from './item.ts';
import type { IdRange } from './item-place.ts';
import type { ReadableStore, SearchQuery } from './port.ts';
import type { ConversationQueries } from './queries/conversation-queries.ts';
import type { ItemPlace, ItemViews } from './queries/item-views.ts';
import type { PersonQueries } from './queries/person-queries.ts';
import type { SearchQueries } from './queries/search-queries.ts';
import type { WordQueries } from './queries/word-queries.ts';
import { clearlyLacksPhrases, highlight, holdsPhrases } from './search/highlight.ts';
import { newestMatches } from './search/newest-matches.ts';
import {
  isExact,
  matchExpression,
  parseTerms,
  type SearchFacets,
  type SearchTerm,
} from './search/search-terms.ts';

export interface SearchContext {
  readonly conversations: ConversationQueries;
  readonly people: Pick<PersonQueries, 'known'>;
  readonly views: ItemViews;
  readonly search: Pick<SearchQueries, 'match'>;
  readonly words: WordQueries;
}

type Page = Awaited<ReturnType<ReadableStore['search']>>;

const NOTHING: Page = { hits: [], cursor: null };

/** One page of hits. A query without letters, digits or emoji finds nothing, unless it is narrowed by anything else. */
export function searchMessages(context: SearchContext, query: SearchQuery): Page {
  const { conversations, views, search, words } = context;
  const terms = parseTerms(query.text);
  const facets = facetsOf(context, query, terms);
  if (!facets) return NOTHING;
  const expressionIn = expressions(terms, facets, words);
  if (!expressionIn && facets.type === undefined && query.since === undefined && query.until === undefined)
    return NOTHING;
  const bounds = {
    after: query.cursor === undefined ? undefined : parseCursor(query.cursor),
    since: query.since,
    until: query.until,
    limit: query.limit + 1,
  };
  const sources = {
    // The index tells nothing of a time, nor what is a text: whatever was said then is looked at.
    match: (layer: number, range: IdRange, limit: number) =>
      expressionIn ? search.match(expressionIn(layer), range, limit) : views.messagesIn(range, limit),
    placesOf: (ids: readonly number[]) => views.placesOf(ids),
    isMatch: matcher(views, terms, facets, expressionIn !== undefined),
    greatestId: () => views.greatestId(),
  };
  const matches = newestMatches(sources, bounds);
  const more = matches.length > query.limit;
  if (more) matches.pop();

  const reads = new Map<number, RangeSet>();
  const hits: SearchHit[] = [];
  const rows = new Map(views.byIds(matches.map(({ id }) => id)).map((row) => [row.id, row]));
  for (const { id } of matches) {
    const row = rows.get(id);
    if (!row) continue;
    const read = reads.get(row.conversationNum) ?? conversations.reads(row.conversationNum);
    reads.set(row.conversationNum, read);
    const item = toItem(row, read);
    if (item.kind === 'message') hits.push({ item, marks: highlight(plainText(item.content), terms) });
  }
  const last = matches.at(-1);
  return { hits, cursor: more && last ? toCursor(last) : null };
}

/** What to look for in the index of a layer, which has words of its own; `undefined`: nothing. */
function expressions(
  terms: readonly SearchTerm[],
  facets: SearchFacets,
  words: WordQueries,
): ((layer: number) => string) | undefined {
  const plain = matchExpression(terms, facets);
  if (plain === undefined) return undefined;
  const known = new Map<number, string>();
  return (layer) => {
    const expression =
      known.get(layer) ??
      matchExpression(terms, facets, (beginning) => words.startingWith(layer, beginning)) ??
      plain;
    known.set(layer, expression);
    return expression;
  };
}

/** Whether a message is what was looked for, of which the index, if it was asked, promises the tokens only. */
function matcher(
  views: ItemViews,
  terms: readonly SearchTerm[],
  { type }: SearchFacets,
  wasAsked: boolean,
): (id: number) => boolean {
  if (!wasAsked)
    return (id) => {
      const body = views.bodyOf(id);
      if (body === undefined) return false;
      const content = storedContent(body);
      return content.type !== 'recalled' && (type ?? content.type) === content.type;
    };
  if (isExact(terms)) return () => true;
  return (id) => {
    const body = views.bodyOf(id);
    // Neighbours that are found apart are in hundreds of messages, and side by side perhaps in none.
    if (body === undefined || clearlyLacksPhrases(body, terms)) return false;
    return holdsPhrases([plainText(storedContent(body))], terms);
  };
}

/** `undefined`: nothing can be found. */
function facetsOf(
  { conversations, people }: SearchContext,
  query: SearchQuery,
  terms: readonly SearchTerm[],
): SearchFacets | undefined {
  // Something was typed that no message can hold.
  if (terms.length === 0 && query.text.trim() !== '') return undefined;
  const conversation = query.conversation && conversations.load(query.conversation)?.num;
  if (query.conversation && conversation === undefined) return undefined;
  const sender = query.sender && people.known(query.sender);
  if (query.sender && sender === undefined) return undefined;
  return { conversation, sender, type: query.type };
}

function toCursor({ at, conversation, seq, id }: ItemPlace): string {
  return [at, conversation, seq ?? 0, id].join('.');
}

function parseCursor(cursor: string): ItemPlace {
  const [at, conversation, seq, id] = cursor.split('.').map(Number);
  if (
    !/^\d{1,16}(\.\d{1,16}){3}$/.test(cursor) ||
    at === undefined ||
    conversation === undefined ||
    id === undefined
  )
    throw new AppError('bad_args', 'cursor: is not from a page of results', { field: 'cursor' });
  return { at, conversation, seq: seq === 0 ? null : (seq ?? null), id };
}
