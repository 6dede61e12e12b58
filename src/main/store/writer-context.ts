import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import type { ConversationId, FileId, UserId } from '../../shared/model/ids.ts';
import { type RangeSet, rangeSetHas } from '../../shared/model/range-set.ts';
import { type CountOthers, readSeqs } from './badge.ts';
import { type ConversationState, visibleSeqs } from './conversation-state.ts';
import type { DeltaBuilder } from './delta.ts';
import { createItemPlaces, type ItemPlaces } from './item-place.ts';
import { lackOf } from './lack.ts';
import { previewOf } from './preview.ts';
import { type ArchiveQueries, createArchiveQueries } from './queries/archive-queries.ts';
import { type ChangeQueries, createChangeQueries } from './queries/change-queries.ts';
import { createConversationQueries } from './queries/conversation-queries.ts';
import { createFlagQueries, type FlagQueries } from './queries/flag-queries.ts';
import { createDraftQueries, type DraftQueries } from './queries/draft-queries.ts';
import { createItemQueries, type ItemQueries } from './queries/item-queries.ts';
import { createItemViews, type ItemViews } from './queries/item-views.ts';
import { createMetaQueries, type MetaQueries } from './queries/meta-queries.ts';
import { createPersonQueries } from './queries/person-queries.ts';
import { createReactionQueries, type ReactionQueries } from './queries/reaction-queries.ts';
import { createPictureQueries, type PictureQueries } from './queries/picture-queries.ts';
import { createReindexQueries, type ReindexQueries } from './queries/reindex-queries.ts';
import { createSearchQueries } from './queries/search-queries.ts';
import { createUploadQueries, type UploadQueries } from './queries/upload-queries.ts';
import { findReadUpTo } from './read-up-to.ts';
import { createRemembered, type Remembered } from './remembered.ts';
import { createSearchIndex, type SearchIndex } from './search-index.ts';

/** What the writer's parts share. */
export interface WriterContext extends Remembered {
  readonly me: UserId;
  readonly meta: MetaQueries;
  readonly items: ItemQueries;
  readonly changes: ChangeQueries;
  readonly reactions: ReactionQueries;
  readonly views: ItemViews;
  readonly places: ItemPlaces;
  readonly index: SearchIndex;
  readonly reindex: ReindexQueries;
  readonly uploads: UploadQueries;
  readonly drafts: DraftQueries;
  readonly flags: FlagQueries;
  readonly archives: ArchiveQueries;
  readonly pictures: PictureQueries;
  /** Files of messages that this write recalls; taken out by who tells of it. */
  readonly forgotten: Set<FileId>;
}

export function createWriterContext(db: Database, me: UserId): WriterContext {
  const items = createItemQueries(db);
  const reindex = createReindexQueries(db);
  return {
    me,
    meta: createMetaQueries(db),
    ...createRemembered(createConversationQueries(db), createPersonQueries(db)),
    items,
    changes: createChangeQueries(db),
    reactions: createReactionQueries(db),
    views: createItemViews(db),
    places: createItemPlaces((range) => items.lastIn(range)),
    index: createSearchIndex(createSearchQueries(db), reindex),
    reindex,
    uploads: createUploadQueries(db),
    drafts: createDraftQueries(db),
    flags: createFlagQueries(db),
    archives: createArchiveQueries(db),
    pictures: createPictureQueries(db),
    forgotten: new Set(),
  };
}

/** The state of a conversation that must be known, or `not_found`. */
export function loadKnown(context: WriterContext, id: ConversationId): ConversationState {
  const state = context.conversations.load(id);
  if (!state) throw new AppError('not_found', 'no such conversation');
  return state;
}

export function othersCounter(context: WriterContext, conversation: number): CountOthers {
  return (ranges) => context.views.countOthers(conversation, ranges);
}

/** Stores a changed state with what follows from it: the read mark, the delivered cursor, and whether I am called or reminded. */
export function saveState(context: WriterContext, state: ConversationState): ConversationState {
  const isHeadHeld = rangeSetHas(state.held, state.headSeq);
  const readUpTo = Math.max(state.readUpTo, findReadUpTo(state, context.views));
  const saved = {
    ...state,
    readUpTo,
    mentioned: state.unread > 0 && hasUnread(state, context.views.mentions(state.num, readUpTo, MAX_CALLS)),
    reminded: state.unread > 0 && hasUnread(state, context.views.reminders(state.num, readUpTo, MAX_CALLS)),
    delivered: isHeadHeld ? Math.max(state.delivered, state.headSeq) : state.delivered,
  };
  context.conversations.save(saved, lackOf(saved, context.items));
  return saved;
}

/** Mentions and reminders that are looked at; older ones among more than this do not count. */
const MAX_CALLS = 100;

function hasUnread(state: ConversationState, seqs: readonly number[]): boolean {
  if (seqs.length === 0) return false;
  const read = readSeqs(state);
  const mine = visibleSeqs(state, Number.MAX_SAFE_INTEGER);
  return seqs.some((seq) => !rangeSetHas(read, seq) && rangeSetHas(mine, seq));
}

/** Makes the list show the newest item. To be called after every change of a conversation's items. */
export function refreshPreview(context: WriterContext, conversation: number): void {
  const { message, at } = context.views.newest(conversation);
  context.conversations.setPreview(conversation, message && previewOf(message), at);
}

const MAX_CHANGED_KEYS = 200;

/** Tells the views which items have become read. */
export function noteRead(
  context: WriterContext,
  state: ConversationState,
  ranges: RangeSet,
  delta: DeltaBuilder,
): void {
  const seqs = context.views.othersIn(state.num, ranges, MAX_CHANGED_KEYS + 1);
  if (seqs.length > MAX_CHANGED_KEYS) delta.reset(state.id);
  else delta.changed(state.id, ...seqs.map((seq) => `#${seq}`));
}
