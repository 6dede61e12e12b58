import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import { subtractRanges } from '../../shared/model/range-set.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { readSeqs } from './badge.ts';
import { type ConversationState, visibleWithin } from './conversation-state.ts';
import { type ItemRow, parseItemKey, toItem } from './item.ts';
import { LIST_PAGE, type ReadableStore } from './port.ts';
import { createChannelReader } from './reader-channels.ts';
import { createRewindReader } from './reader-rewind.ts';
import { createArchiveQueries } from './queries/archive-queries.ts';
import { createConversationQueries } from './queries/conversation-queries.ts';
import { createDraftQueries } from './queries/draft-queries.ts';
import { createHoleQueries } from './queries/hole-queries.ts';
import { createItemViews } from './queries/item-views.ts';
import { createListQueries } from './queries/list-queries.ts';
import { createMetaQueries } from './queries/meta-queries.ts';
import { createPersonQueries } from './queries/person-queries.ts';
import { createPictureQueries } from './queries/picture-queries.ts';
import { createRecoveryQueries } from './queries/recovery-queries.ts';
import { createReindexQueries } from './queries/reindex-queries.ts';
import { createFlagQueries } from './queries/flag-queries.ts';
import { createReportQueries } from './queries/report-queries.ts';
import { createSearchQueries } from './queries/search-queries.ts';
import { createWordQueries } from './queries/word-queries.ts';
import { createUnsupportedQueries } from './queries/unsupported-queries.ts';
import { createUploadQueries } from './queries/upload-queries.ts';
import { newestHole } from './lack.ts';
import { newestLack, readPage } from './reader-page.ts';
import { searchMessages } from './reader-search.ts';
import { createPeopleFinder } from './search/people-finder.ts';
import { toStoreError } from './sqlite-errors.ts';
import type { Sync } from './sync-api.ts';

const MAX_PENDING_FLAGS = 100;

/** The reading half over a connection of its own or the writer's. Each call sees one state of the store. */
export function createReader(db: Database): Sync<ReadableStore> {
  const meta = createMetaQueries(db);
  const ofChannels = createChannelReader(db);
  const ofRewind = createRewindReader(db);
  const people = createPersonQueries(db);
  const finder = createPeopleFinder(people);
  const conversations = createConversationQueries(db);
  const drafts = createDraftQueries(db);
  const list = createListQueries(db);
  const views = createItemViews(db);
  const reports = createReportQueries(db);
  const flags = createFlagQueries(db);
  const archives = createArchiveQueries(db);
  const search = createSearchQueries(db);
  const words = createWordQueries(db);
  const holes = createHoleQueries(db);
  const reindex = createReindexQueries(db);
  const uploads = createUploadQueries(db);
  const recovery = createRecoveryQueries(db);
  const pictures = createPictureQueries(db);
  const unsupported = createUnsupportedQueries(db);

  function known(id: ConversationId): ConversationState {
    const state = conversations.load(id);
    if (!state) throw new AppError('not_found', 'no such conversation');
    return state;
  }

  /** One snapshot for all queries of a call, and our errors instead of SQLite's. */
  function snapshot<A extends unknown[], R>(read: (...args: A) => R): (...args: A) => R {
    const transaction = db.transaction(read);
    return (...args) => {
      try {
        return transaction(...args);
      } catch (error) {
        throw toStoreError(error);
      }
    };
  }

  return {
    channels: snapshot((now) => ofChannels.channels(now)),
    announcements: snapshot((channel, before, limit) => ofChannels.announcements(channel, before, limit)),
    pendingChannelReports: snapshot(() => ofChannels.pendingChannelReports()),
    searchAnnouncements: snapshot((query, limit) => ofChannels.searchAnnouncements(query, limit)),
    nextExpiry: snapshot((now) => ofChannels.nextExpiry(now)),
    channelsVersion: snapshot(() => ofChannels.channelsVersion()),
    followed: snapshot(() => ofRewind.followed()),
    stretch: snapshot((conversation, from, to) => ofRewind.stretch(conversation, from, to)),
    unsettled: snapshot(() => ofRewind.unsettled()),
    lost: snapshot((before, limit) => ofRewind.lost(before, limit)),
    lostCounts: snapshot(() => ofRewind.lostCounts()),
    position: snapshot(() => meta.position()),
    greeted: snapshot(() => meta.greeted()),
    unsupported: snapshot((features, after, limit) => unsupported.after(features, after, limit)),
    conversation: snapshot((id) => list.byIds([id])[0]),
    conversations: snapshot((after) => list.page(after, LIST_PAGE)),
    knownConversations: snapshot(() => list.known()),
    conversationsById: snapshot((ids) => list.byIds(ids)),
    totalUnread: snapshot(() => list.totalUnread()),
    draftPosition: snapshot(() => drafts.position()),
    unsavedDrafts: snapshot((limit) => drafts.unsaved(limit)),
    draft: snapshot((id) => drafts.get(id)),
    reportPacing: snapshot((id) => {
      const state = conversations.load(id);
      return state && { messages: state.reportMessages, withinMs: state.reportMs };
    }),
    page: snapshot((id, anchor, limit) => readPage(views, known(id), anchor, limit)),
    newestMissing: snapshot((id, limit) => newestLack(views, known(id), limit)),
    itemsByKey: snapshot((id, keys) => {
      const state = known(id);
      const read = readSeqs(state);
      return keys
        .map((key): ItemRow | undefined => {
          const parsed = parseItemKey(key);
          return parsed.by === 'seq'
            ? views.bySeq(state.num, parsed.seq)
            : views.byClientId(state.num, parsed.clientId);
        })
        .filter((row) => row !== undefined)
        .map((row) => toItem(row, read));
    }),
    missing: snapshot((id, from, to) => {
      const state = known(id);
      return subtractRanges(visibleWithin(state, from, to), state.held);
    }),
    holes: snapshot((limit) =>
      holes
        .lacking(limit)
        .map((num) => conversations.byNum(num))
        .filter((state) => state !== undefined)
        .flatMap((state) => newestHole(state) ?? []),
    ),
    historyShare: snapshot(() => ({ ...holes.share(), reindexing: reindex.share() })),
    recovery: snapshot(() => {
      const row = recovery.get();
      if (!row || row.seen === 1) return null;
      const { at, reason, file, readable, unsent, drafts, messages, step } = row;
      return {
        at,
        reason,
        file: join(dirname(db.name), file),
        readable: readable === 1,
        unsent,
        drafts,
        messages,
        running: step !== 'done',
      };
    }),
    outbox: snapshot((limit) => views.outbox(limit)),
    toSend: snapshot((limit) => views.toSend(limit)),
    uploads: snapshot((limit) => uploads.pending(limit)),
    upload: snapshot((file) => uploads.get(file)),
    pendingReports: snapshot(() =>
      reports
        .waiting(LIMITS.reportConversations)
        .map((num) => conversations.byNum(num))
        .filter((state) => state !== undefined)
        .map(({ id, delivered, deliveredReported, pending }) => ({
          conversation: id,
          delivered: delivered > deliveredReported ? delivered : 0,
          // The rest goes with the next report.
          read: pending.slice(0, LIMITS.reportRanges),
        })),
    ),
    pendingFlags: snapshot(() => flags.pending(MAX_PENDING_FLAGS)),
    openReceipts: snapshot((ids, limit) =>
      ids
        .map((id) => conversations.load(id))
        .filter((state) => state !== undefined)
        // No relay counts for them.
        .filter(({ num }) => !archives.archived(num))
        .map(({ id, num }) => ({ conversation: id, seqs: views.openReceipts(num, limit) }))
        .filter(({ seqs }) => seqs.length > 0),
    ),
    unknownPeople: snapshot((limit, after) => people.unknown(limit, after)),
    people: snapshot((users) => people.byIds(users)),
    peoplePosition: snapshot(() => meta.peoplePosition() ?? (people.knowsOthers() ? 0 : meta.position())),
    picture: snapshot((picture) => pictures.get(picture)),
    searchPeople: snapshot((query, limit) => finder.find(query, limit)),
    search: snapshot((query) => searchMessages({ conversations, people, views, search, words }, query)),
  };
}
