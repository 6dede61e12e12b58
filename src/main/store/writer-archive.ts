import type { Database } from 'better-sqlite3';
import type {
  ArchivedConversation,
  ArchivedItem,
  ArchivedMessage,
  ArchivedReaction,
  ArchivedUnsent,
} from '../../shared/archive/format.ts';
import { AppError } from '../../shared/errors.ts';
import {
  intersectRanges,
  type RangeSet,
  rangeSetHas,
  subtractRanges,
  unionRanges,
} from '../../shared/model/range-set.ts';
import { type ArchiveWriter, MAX_IMPORTED } from './archive-port.ts';
import { mentions } from './mentions.ts';
import { type ConversationState, NOTHING_HELD, visibleWithin } from './conversation-state.ts';
import { DeltaBuilder } from './delta.ts';
import { unpackPart } from './imported-part.ts';
import { ITEM_KIND, ITEM_STATE } from './item.ts';
import { peopleIn } from './notice.ts';
import { ME } from './queries/person-queries.ts';
import { restoreDraft } from './restored-draft.ts';
import { createSalvageQueries } from './queries/salvage-queries.ts';
import { OTHERS } from './queries/reaction-queries.ts';
import { restartIndex } from './search/restart-index.ts';
import type { Sync } from './sync-api.ts';
import { bytesToUuid } from './uuid-bytes.ts';
import { learnPeople, rewrite } from './writer-changes.ts';
import { refreshPreview, saveState, type WriterContext } from './writer-context.ts';

/** As a relay asks for acknowledgements where it says nothing else; nobody is told of an archive's messages. */
const REPORT = { reportMessages: 10, reportMs: 1_000 };

const END = Number.MAX_SAFE_INTEGER;

/** What comes out of archives. */
export function createArchiveWriter(
  db: Database,
  context: WriterContext,
): Sync<Omit<ArchiveWriter, 'importChannel'>> {
  const queries = context.archives;
  const salvage = createSalvageQueries(db);

  /** Without stays: they follow from what is there. */
  function make(line: ArchivedConversation): ConversationState {
    const state = context.conversations.insert({
      ...NOTHING_HELD,
      ...REPORT,
      id: line.id,
      kind: line.kind,
      title: line.title,
      peer: line.peer === null ? null : context.people.num(line.peer),
      memberCount: line.memberCount,
      role: null,
      announcement: line.announcement,
      memberships: [],
    });
    queries.setArchived(state.num, line);
    return state;
  }

  function add(state: ConversationState, item: ArchivedItem): void {
    const id = context.places.take(item.at);
    const sender = context.people.num(item.sender);
    const common = {
      id,
      conversation: state.num,
      seq: item.seq,
      sender,
      at: item.at,
      state: ITEM_STATE.sent,
      queued: null,
    };
    if (item.type === 'notice') {
      const { notice } = item;
      for (const user of peopleIn(notice)) context.people.num(user);
      context.items.insert({
        ...common,
        kind: ITEM_KIND.notice,
        clientId: null,
        body: JSON.stringify(notice),
        quote: notice.type === 'reminded' ? notice.seq : null,
        mentionsMe: false,
        receipt: false,
      });
      return;
    }
    const { content, changes, receipt } = item;
    context.items.insert({
      ...common,
      kind: ITEM_KIND.message,
      clientId: item.clientId,
      body: JSON.stringify(content),
      quote: item.quote ?? null,
      mentionsMe: sender !== ME && mentions(content, context.me),
      receipt: item.receiptKept !== false,
    });
    salvage.setChanges(id, {
      unread: receipt?.unread ?? null,
      receivers: receipt?.receivers ?? null,
      revision: changes?.all ?? 0,
      content_seq: changes?.content ?? 0,
      pin_seq: changes?.pin ?? 0,
      edited: Number(item.edited ?? false),
      pinned: Number(item.pinned ?? false),
    });
    for (const reaction of item.reactions ?? []) say(state, item.seq, reaction);
    context.index.add(id, { conversation: state.num, sender, content });
    learnPeople(context, content);
  }

  /** In the outbox, and failed: whoever imports has not asked for anything to be sent. False: it is here, sent or not. */
  function addUnsent(
    state: ConversationState,
    { at, clientId, content, quote, receiptKept }: ArchivedUnsent,
  ) {
    if (context.items.own(state.num, clientId)) return false;
    const id = context.places.take(at);
    context.items.insert({
      id,
      conversation: state.num,
      seq: null,
      sender: ME,
      at,
      kind: ITEM_KIND.message,
      state: ITEM_STATE.failed,
      queued: context.items.nextQueued(),
      clientId,
      body: JSON.stringify(content),
      quote: quote ?? null,
      mentionsMe: false,
      receipt: receiptKept !== false,
    });
    context.items.fail(id, 'cancelled');
    context.index.add(id, { conversation: state.num, sender: ME, content });
    learnPeople(context, content);
    return true;
  }

  function say(
    { num }: ConversationState,
    target: number,
    { emoji, user, amount, seq }: ArchivedReaction,
  ): void {
    const person = user === null ? OTHERS : context.people.num(user);
    context.reactions.say(num, target, emoji, person, { amount, seq });
  }

  /** What of the message has changed later there than here. True if it is the same message. */
  function merge(state: ConversationState, item: ArchivedMessage): boolean {
    const here = context.changes.target(state.num, item.seq);
    if (!here?.clientId || bytesToUuid(here.clientId) !== item.clientId) return false;
    if (context.people.num(item.sender) !== here.sender) return false;
    const there = item.changes ?? { all: 0, content: 0, pin: 0 };
    if (there.content > here.contentSeq) {
      rewrite(context, state.num, here, item.content, item.edited === true, there.content);
      if (item.content.type === 'recalled') context.changes.removeQuote(here.id);
    }
    if (there.pin > here.pinSeq) context.changes.setPinned(here.id, item.pinned === true, there.pin);
    const reactions = item.reactions ?? [];
    if (there.all > here.revision) {
      context.reactions.clear(state.num, item.seq, there.all);
      for (const reaction of reactions) if (reaction.seq <= there.all) sayIfNewer(state, item.seq, reaction);
      context.changes.setRevision(here.id, there.all);
    }
    const both = Math.max(there.all, here.revision);
    for (const reaction of reactions)
      // How many nobody names is known as of one's own revision only.
      if (reaction.seq > both && reaction.user !== null) sayIfNewer(state, item.seq, reaction);
    return true;
  }

  function sayIfNewer(state: ConversationState, target: number, reaction: ArchivedReaction): void {
    const person = reaction.user === null ? OTHERS : context.people.num(reaction.user);
    const before = context.reactions.word(state.num, target, reaction.emoji, person);
    if (!before || before.seq < reaction.seq) say(state, target, reaction);
  }

  function put(state: ConversationState, item: ArchivedItem): 'added' | 'here' | 'conflict' {
    if (context.items.has(state.num, item.seq)) {
      if (item.type === 'notice') return 'here';
      return merge(state, item) ? 'here' : 'conflict';
    }
    if (item.type === 'message' && context.people.num(item.sender) === ME) {
      const own = context.items.own(state.num, item.clientId);
      // In the outbox it becomes this one as soon as the relay says so.
      if (own) return own.seq === null ? 'here' : 'conflict';
    }
    add(state, item);
    return 'added';
  }

  /**
   * Seqs of changes that are held here and that the archive does not have: what they have changed may be among what was added.
   * They are pulled once more.
   */
  function stale(state: ConversationState, line: ArchivedConversation, above: number): RangeSet {
    const own = intersectRanges(subtractRanges(state.held, line.held), [[above + 1, END]]);
    let changes = own;
    for (const [from, to] of own)
      for (const seq of queries.seqsIn(state.num, from, to)) changes = subtractRanges(changes, [[seq, seq]]);
    return changes;
  }

  return {
    importPart(part) {
      const { conversation: line, from, to, items, unsent = [] } = unpackPart(part);
      if (items.length > MAX_IMPORTED || unsent.length > MAX_IMPORTED)
        throw new AppError('too_many', 'too many items for one write');
      const state = context.conversations.load(line.id) ?? make(line);
      const before = queries.archived(state.num);
      const allowed = before ? line.held : intersectRanges(line.held, visibleWithin(state, 1, state.headSeq));
      const covered = intersectRanges(allowed, [[from, to]]);
      let added = 0;
      let conflicts = 0;
      let lowest = END;
      let taken = covered;
      for (const item of items) {
        if (!rangeSetHas(covered, item.seq)) continue;
        const outcome = put(state, item);
        if (outcome === 'conflict') {
          conflicts += 1;
          taken = subtractRanges(taken, [[item.seq, item.seq]]);
        } else if (outcome === 'added') {
          added += 1;
          lowest = Math.min(lowest, item.seq);
        }
      }
      for (const message of unsent) if (addUnsent(state, message)) added += 1;
      const held = unionRanges(state.held, taken);
      // The later one of two archives knows better what it is called.
      if (before) saveArchived(state, { ...(line.headSeq < before.headSeq ? before : line), held });
      else {
        restoreDraft(context, line);
        const again = lowest === END ? [] : stale(state, line, lowest);
        saveState(context, { ...state, held: subtractRanges(held, again) });
      }
      refreshPreview(context, state.num);
      const delta = new DeltaBuilder().conversation(state.id).reset(state.id).build();
      return { delta, added, conflicts, archiveOnly: before !== undefined };
    },
    restartIndex() {
      context.index.restart();
      restartIndex(db);
    },
  };

  /** Nothing is missing of it, unread or to be told. */
  function saveArchived(state: ConversationState, line: ArchivedConversation): void {
    const headSeq = line.held.at(-1)?.[1] ?? 0;
    saveState(context, {
      ...state,
      title: line.title,
      memberCount: line.memberCount,
      announcement: line.announcement,
      headSeq,
      memberships: line.held.map(([joined, left]) => ({ joined, left })),
      held: line.held,
      read: line.held,
      countedTo: headSeq,
      delivered: headSeq,
      deliveredReported: headSeq,
    });
    queries.setArchived(state.num, line);
  }
}
