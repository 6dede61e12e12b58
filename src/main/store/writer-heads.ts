import type { ConversationHead } from '../../shared/model/conversation.ts';
import { intersectRanges, type RangeSet, rangeSetHas, subtractRanges } from '../../shared/model/range-set.ts';
import { readSeqs, withRelayBadge } from './badge.ts';
import { type ConversationState, NOTHING_HELD } from './conversation-state.ts';
import { DeltaBuilder } from './delta.ts';
import type { WritableStore } from './port.ts';
import type { StoreDelta } from './store-delta.ts';
import { restoreDraft } from './restored-draft.ts';
import type { Sync } from './sync-api.ts';
import { noteRead, othersCounter, saveState, type WriterContext } from './writer-context.ts';

/** What the relay says of whole conversations. */
export function createHeadWriter(
  context: WriterContext,
): Sync<Pick<WritableStore, 'applyHeads' | 'applyRead' | 'setPosition' | 'setGreeted'>> {
  function setPosition(position: number): void {
    context.meta.setPosition(position);
    context.conversations.settle();
  }

  return {
    applyHeads(heads, position) {
      const delta = new DeltaBuilder();
      for (const head of heads) applyHead(context, head, delta);
      if (position !== null) setPosition(position);
      return delta.build();
    },
    applyRead(conversation, headSeq, read, unread): StoreDelta {
      const delta = new DeltaBuilder();
      const state = context.conversations.load(conversation);
      if (state) saveRelayBadge(context, state, state, { seq: headSeq, read, unread }, delta);
      return delta.build();
    },
    setPosition,
    setGreeted: (greeted) => context.meta.setGreeted(greeted),
  };
}

function applyHead(context: WriterContext, head: ConversationHead, delta: DeltaBuilder): void {
  const stored = context.conversations.load(head.id) ?? context.conversations.insert(emptyState(head));
  const before = context.archives.archived(stored.num) ? claim(context, stored, head) : stored;
  const after: ConversationState = {
    ...before,
    kind: head.kind,
    title: head.title,
    peer: head.peer === null ? null : context.people.num(head.peer),
    memberCount: head.memberCount,
    role: head.role,
    picture: head.picture ?? null,
    announcement: head.announcement ?? null,
    mutedUntil: head.mutedUntil ?? null,
    receipts: head.receipts ?? null,
    memberships: head.memberships,
    headSeq: Math.max(before.headSeq, head.headSeq),
    reportMessages: head.report.messages,
    reportMs: head.report.withinMs,
  };
  if (head.flags) context.flags.learn(after.num, head.flags);
  saveRelayBadge(context, before, after, { seq: head.headSeq, read: head.read, unread: head.unread }, delta);
  // Views that show the end must notice that it has moved.
  if (before.headSeq > 0 && after.headSeq > before.headSeq && !rangeSetHas(after.held, after.headSeq))
    delta.reset(head.id);
}

function saveRelayBadge(
  context: WriterContext,
  before: ConversationState,
  state: ConversationState,
  relay: { readonly seq: number; readonly read: RangeSet; readonly unread: number },
  delta: DeltaBuilder,
): void {
  const after = withRelayBadge(state, relay, othersCounter(context, state.num));
  saveState(context, after);
  delta.conversation(state.id);
  noteRead(context, after, subtractRanges(relay.read, readSeqs(before)), delta);
}

/** Known from archives only until now: its items stay, and all that is said of it is the relay's from here on. */
function claim(context: WriterContext, state: ConversationState, head: ConversationHead): ConversationState {
  const line = context.archives.archived(state.num);
  if (line) restoreDraft(context, line);
  context.archives.setArchived(state.num, null);
  const { num } = state;
  return { ...emptyState(head), num, held: intersectRanges(state.held, [[1, head.headSeq]]) };
}

function emptyState(head: ConversationHead): Omit<ConversationState, 'num'> {
  return {
    ...NOTHING_HELD,
    id: head.id,
    kind: head.kind,
    title: head.title,
    peer: null,
    memberCount: head.memberCount,
    role: head.role,
    memberships: head.memberships,
    reportMessages: head.report.messages,
    reportMs: head.report.withinMs,
  };
}
