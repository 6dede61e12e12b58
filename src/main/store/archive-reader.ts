import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type {
  ArchivedConversation,
  ArchivedItem,
  ArchivedMessage,
  ArchivedNotice,
  ArchivedReaction,
  ArchivedUnsent,
} from '../../shared/archive/format.ts';
import { AppError } from '../../shared/errors.ts';
import type { ClientId, ConversationId, UserId } from '../../shared/model/ids.ts';
import { rangeSetHas } from '../../shared/model/range-set.ts';
import { ARCHIVE_PAGE, type StoreSnapshot } from './archive-port.ts';
import { readSeqs } from './badge.ts';
import { createChannelArchiveReader } from './channel-archive-reader.ts';
import type { ConversationState } from './conversation-state.ts';
import { ITEM_KIND, storedContent } from './item.ts';
import { type ArchiveRow, createArchiveQueries, type UnsentRow } from './queries/archive-queries.ts';
import { createConversationQueries } from './queries/conversation-queries.ts';
import { createDraftQueries } from './queries/draft-queries.ts';
import { createPersonQueries, ME } from './queries/person-queries.ts';
import { toStoreError } from './sqlite-errors.ts';
import type { Sync } from './sync-api.ts';
import { bytesToUuid } from './uuid-bytes.ts';

/**
 * People whose reactions to one message are archived by name, me besides. In a group of ten thousand it can have more than a line
 * of an archive takes; the page names twenty.
 */
const MAX_NAMED = 1_000;

/** Reads what goes into an archive, over a connection of its own: all calls see the store as it is now. */
export function createArchiveReader(db: Database): Sync<Omit<StoreSnapshot, 'close'>> {
  db.exec('BEGIN');
  // A transaction sees what was there at its first read.
  db.prepare('SELECT count(*) FROM meta').get();
  const queries = createArchiveQueries(db);
  const conversations = createConversationQueries(db);
  const people = createPersonQueries(db);
  const drafts = createDraftQueries(db);
  const me = queries.personId(ME);

  function known(id: ConversationId): ConversationState {
    const state = conversations.load(id);
    if (!state) throw new AppError('not_found', 'no such conversation');
    return state;
  }

  function guarded<A extends unknown[], R>(read: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      try {
        return read(...args);
      } catch (error) {
        throw toStoreError(error);
      }
    };
  }

  return {
    ...createChannelArchiveReader(db, guarded),
    entries: guarded(() =>
      queries.ids().map(({ id, num }) => ({
        id,
        items: (conversations.byNum(num)?.held ?? []).reduce(
          (sum, [from, to]) => sum + queries.countIn(num, from, to),
          queries.countUnsent(num),
        ),
      })),
    ),
    conversation: guarded((id) => {
      const state = known(id);
      const line = queries.archived(state.num);
      // Its own words, but for what other archives have added.
      if (line) return { ...line, held: state.held };
      const draft = drafts.get(id)?.text ?? '';
      const { pinned, muted, archived } = queries.flags(state.num);
      return {
        type: 'conversation',
        id,
        kind: state.kind,
        title: state.title,
        peer: state.peer === null ? null : (queries.personId(state.peer) ?? null),
        memberCount: state.memberCount,
        role: state.role,
        announcement: state.announcement,
        mutedUntil: state.mutedUntil,
        receipts: state.receipts,
        headSeq: state.headSeq,
        memberships: [...state.memberships],
        held: state.held,
        read: readSeqs(state),
        pinned: pinned === 1,
        muted: muted === 1,
        archived: archived > 0,
        ...(draft === '' ? {} : { draft }),
      } satisfies ArchivedConversation;
    }),
    items: guarded((id, after) => {
      const { num, held } = known(id);
      const items: ArchivedItem[] = [];
      // A stored message whose event has not come is beyond what is held.
      for (let from = after; ;) {
        const rows = queries.rows(num, from, ARCHIVE_PAGE.items);
        let letters = 0;
        for (const row of rows) {
          if (!rangeSetHas(held, row.seq)) continue;
          items.push(toArchived(row, me));
          letters += row.body.length + row.reactions.length;
          if (letters >= ARCHIVE_PAGE.letters) return items;
        }
        const last = rows.at(-1);
        if (items.length > 0 || !last) return items;
        from = last.seq;
      }
    }),
    unsent: guarded((id, skip) => {
      const lines: ArchivedUnsent[] = [];
      let letters = 0;
      for (const row of queries.unsent(known(id).num).slice(skip)) {
        lines.push(toUnsent(row));
        letters += row.body.length;
        if (letters >= ARCHIVE_PAGE.letters) break;
      }
      return lines;
    }),
    people: guarded((users) => people.byIds(users)),
    sizes: guarded(() => ({
      store: ['', '-wal'].reduce(
        (sum, end) => sum + (statSync(db.name + end, { throwIfNoEntry: false })?.size ?? 0),
        0,
      ),
      index: queries.indexBytes(),
    })),
  };
}

// Bodies, client ids and reactions are parsed as the writer stored them, after the protocol's schemas had passed them.

function toArchived(row: ArchiveRow, me: UserId | undefined): ArchivedItem {
  const { seq, sender, at } = row;
  return row.kind === ITEM_KIND.notice
    ? { type: 'notice', seq, sender, at, notice: JSON.parse(row.body) as ArchivedNotice['notice'] }
    : toMessage(row, me);
}

function toMessage(row: ArchiveRow, me: UserId | undefined): ArchivedMessage {
  const { seq, sender, at, revision, contentSeq, pinSeq, unread, receivers } = row;
  const reactions = toReactions(row.reactions, me);
  return {
    type: 'message',
    seq,
    sender,
    at,
    clientId: bytesToUuid(row.clientId ?? Buffer.alloc(16)) as ClientId,
    content: storedContent(row.body),
    ...(row.quote === null ? {} : { quote: row.quote }),
    ...(row.edited === 1 ? { edited: true } : {}),
    ...(row.pinned === 1 ? { pinned: true } : {}),
    ...(row.receipt === 1 ? {} : { receiptKept: false }),
    ...(unread === null || receivers === null ? {} : { receipt: { unread, receivers } }),
    ...(revision + contentSeq + pinSeq === 0
      ? {}
      : { changes: { all: revision, content: contentSeq, pin: pinSeq } }),
    ...(reactions.length === 0 ? {} : { reactions }),
  };
}

function toUnsent({ at, clientId, body, quote, receipt }: UnsentRow): ArchivedUnsent {
  return {
    type: 'unsent',
    at,
    clientId: bytesToUuid(clientId) as ClientId,
    content: JSON.parse(body) as ArchivedUnsent['content'],
    ...(quote === null ? {} : { quote }),
    ...(receipt === 1 ? {} : { receiptKept: false }),
  };
}

/** In the order of their seqs; those without one of their own by emoji and person. Beyond `MAX_NAMED` the later ones are only counted. */
function toReactions(json: string, me: UserId | undefined): ArchivedReaction[] {
  if (json === '[]') return [];
  const rows = JSON.parse(json) as [emoji: string, user: UserId | null, amount: number, seq: number][];
  const words = rows.map(([emoji, user, amount, seq]) => ({ emoji, user, amount, seq })).sort(inOrder);
  const mine = words.filter(({ user }) => user === me);
  const theirs = words.filter(({ user }) => user !== null && user !== me);
  if (theirs.length <= MAX_NAMED) return words;
  const counted = new Map<string, ArchivedReaction>();
  for (const word of [...words.filter(({ user }) => user === null), ...theirs.slice(MAX_NAMED)]) {
    const { amount, seq } = counted.get(word.emoji) ?? { amount: 0, seq: word.seq };
    counted.set(word.emoji, { emoji: word.emoji, user: null, amount: amount + word.amount, seq });
  }
  return [...mine, ...theirs.slice(0, MAX_NAMED), ...counted.values()].sort(inOrder);
}

function inOrder(a: ArchivedReaction, b: ArchivedReaction): number {
  return a.seq - b.seq || compare(a.emoji, b.emoji) || compare(a.user ?? '', b.user ?? '');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
