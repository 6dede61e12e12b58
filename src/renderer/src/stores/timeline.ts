import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import type { ConversationRow } from '../../../shared/ipc/views.ts';
import type { SendableContent } from '../../../shared/model/event.ts';
import type { ClientId, ConversationId } from '../../../shared/model/ids.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';
import { request } from '../bridge/client.ts';
import { useAttention } from './attention.ts';
import { useConversations } from './conversations.ts';
import {
  appendPage,
  applyTimelineChange,
  EMPTY_WINDOW,
  MOST_ITEMS,
  prependPage,
  seqSpan,
  type TimelineChange,
  type TimelineWindow,
  USUAL_ITEMS,
} from './timeline-window.ts';
import { useToasts } from './toasts.ts';
import { separatorAtArrival, separatorAtOpen, type UnreadSeparator } from './unread-separator.ts';

type Anchor = RequestInput<'timeline.page'>['anchor'];

/** Where the view shall stand once it has rendered the window. Every new object is a new wish. */
export type Placement =
  | { readonly at: 'end' }
  | { readonly at: 'separator' }
  | { readonly at: 'seq'; readonly seq: number }
  | { readonly at: 'row'; readonly row: TimelineRow };

/** A row in sight, and how far its upper edge is below the view's, in px. */
export interface TimelineRow {
  readonly seq: number;
  readonly offset: number;
}

const PAGE = 40;
/** What scrolling on adds at a time: as much as is drawn in about 12 ms, so that a garbage collection has room in a task (bench -- ui). */
const MORE = 8;
const MAX_PAGE = 200;

type Loading = 'none' | 'opening' | 'older' | 'newer';

/** The open conversation's timeline, a window of some of its items. Only one is held at a time. */
export const useTimeline = defineStore('timeline', () => {
  const conversation = ref<ConversationId | null>(null);
  const window = shallowRef<TimelineWindow>(EMPTY_WINDOW);
  const loading = ref<Loading>('none');
  /** A page could not be read completely; it is asked for again on `retryHistory` or when the session is back. */
  const stuck = ref<'none' | 'older' | 'newer'>('none');
  const separator = shallowRef<UnreadSeparator | null>(null);
  const placement = shallowRef<Placement>({ at: 'end' });
  const items = computed(() => window.value.items);

  /** Answers of an earlier conversation or window are dropped. */
  let generation = 0;
  /** Changes that came while a page was being read: they are newer than the page. */
  let overtaking: TimelineChange[] = [];
  let rereadWanted = false;
  /** How many items are held. */
  let most = USUAL_ITEMS;
  /** A row the view shows now; a reread stays around it. `null`: it stands at the end. */
  const lookingAt = shallowRef<TimelineRow | null>(null);

  /** Where the view stands, or will stand once it is drawn: a view says so only then, and may have to be read again before. */
  let standing: Anchor = { at: 'latest' };

  async function page(anchor: Anchor, limit: number) {
    const id = conversation.value;
    if (!id) return null;
    const mine = generation;
    const answer = await request('timeline.page', { conversation: id, anchor, limit });
    return mine === generation ? answer : null;
  }

  function settle(next: TimelineWindow): void {
    window.value = overtaking.reduce((held, change) => applyTimelineChange(held, change, most), next);
    overtaking = [];
  }

  function finish(mine: number): void {
    if (mine !== generation) return;
    loading.value = 'none';
    overtaking = [];
    if (rereadWanted) void reread();
  }

  async function replace(anchor: Anchor, limit: number, place: Placement | null): Promise<void> {
    const mine = ++generation;
    if (place) standing = anchor;
    loading.value = 'opening';
    overtaking = [];
    rereadWanted = false;
    try {
      const answer = await page(anchor, limit);
      if (!answer) return;
      stuck.value = answer.incomplete ? 'older' : 'none';
      settle(answer);
      if (place) placement.value = place;
    } catch (error) {
      if (mine !== generation) return;
      stuck.value = 'older';
      useToasts().report(error);
    } finally {
      finish(mine);
    }
  }

  /** Shows a conversation: at a seq, or exactly at a row, if given, else at the first unread message, else at the end. */
  async function open(row: ConversationRow, at?: number | TimelineRow): Promise<void> {
    conversation.value = row.id;
    window.value = EMPTY_WINDOW;
    lookingAt.value = null;
    separator.value = separatorAtOpen(row);
    if (typeof at === 'number') {
      await replace({ at: 'around', seq: at }, PAGE, { at: 'seq', seq: at });
    } else if (at !== undefined) {
      await replace({ at: 'around', seq: at.seq }, PAGE, { at: 'row', row: at });
    } else if (separator.value) {
      const first = Math.min(Math.max(1, row.readUpTo + 1), Math.max(1, row.headSeq));
      await replace({ at: 'around', seq: first }, PAGE, { at: 'separator' });
    } else {
      await replace({ at: 'latest' }, PAGE, { at: 'end' });
    }
  }

  function close(): void {
    generation++;
    conversation.value = null;
    window.value = EMPTY_WINDOW;
    separator.value = null;
    loading.value = 'none';
    stuck.value = 'none';
    overtaking = [];
    rereadWanted = false;
  }

  async function jumpTo(seq: number): Promise<void> {
    if (items.value.some((item) => item.seq === seq)) placement.value = { at: 'seq', seq };
    else await replace({ at: 'around', seq }, PAGE, { at: 'seq', seq });
  }

  async function jumpToLatest(): Promise<void> {
    if (window.value.atEnd) placement.value = { at: 'end' };
    else await replace({ at: 'latest' }, PAGE, { at: 'end' });
  }

  async function extend(direction: 'older' | 'newer'): Promise<void> {
    const span = seqSpan(items.value);
    const done = direction === 'older' ? window.value.atStart : window.value.atEnd;
    if (!span || done || loading.value !== 'none' || stuck.value === direction) return;
    const mine = generation;
    loading.value = direction;
    try {
      const answer =
        direction === 'older'
          ? await page({ at: 'before', seq: span.first }, MORE)
          : await page({ at: 'after', seq: span.last }, MORE);
      if (!answer) return;
      if (answer.incomplete) stuck.value = direction;
      const extended = direction === 'older' ? prependPage : appendPage;
      settle(extended(window.value, answer, most));
    } catch (error) {
      if (mine !== generation) return;
      stuck.value = direction;
      useToasts().report(error);
    } finally {
      finish(mine);
    }
  }

  /** The view needs so many items around what it shows. Fewer than usual are never held, nor more than MOST_ITEMS. */
  function need(count: number): void {
    most = Math.min(MOST_ITEMS, Math.max(USUAL_ITEMS, Math.ceil(count)));
  }

  async function retryHistory(): Promise<void> {
    if (stuck.value === 'none') return;
    const direction = stuck.value;
    stuck.value = 'none';
    if (items.value.length === 0) await replace({ at: 'latest' }, PAGE, { at: 'end' });
    else await extend(direction);
  }

  /** The feed told that more changed than it lists: reads what is held again, where the view stands. */
  async function reread(): Promise<void> {
    if (loading.value !== 'none') {
      rereadWanted = true;
      return;
    }
    await replace(standing, Math.min(MAX_PAGE, Math.max(PAGE, items.value.length)), null);
  }

  function applyChange(change: TimelineChange): void {
    if (change.conversation !== conversation.value) return;
    const held = new Set(items.value.map((item) => item.key));
    const before = window.value;
    window.value = applyTimelineChange(before, change, most);
    if (loading.value !== 'none') overtaking.push(change);
    const span = seqSpan(before.items);
    const arrived = change.items.filter((item) => !held.has(item.key) && (item.seq ?? 0) > (span?.last ?? 0));
    if (before.atEnd) {
      separator.value = separatorAtArrival(
        separator.value,
        before.items,
        arrived,
        useAttention().atConversation,
      );
    }
    if (change.reset) void reread();
  }

  function look(row: TimelineRow | null): void {
    // An empty view stands nowhere yet.
    if (items.value.length > 0) standing = row ? { at: 'around', seq: row.seq } : { at: 'latest' };
    lookingAt.value = row;
  }

  /** `quote` is the seq of the message that this one answers; without `receipt` nobody is told who reads it. */
  async function send(content: SendableContent, quote?: number, receipt = true): Promise<void> {
    const id = conversation.value;
    if (!id) return;
    await request('message.send', {
      conversation: id,
      content,
      ...(quote === undefined ? {} : { quote }),
      ...(receipt ? {} : { receipt: false }),
    });
    await sent(id);
  }

  /** Something of mine was sent there: the view follows it. */
  async function sent(id: ConversationId): Promise<void> {
    if (conversation.value !== id) return;
    separator.value = null;
    await jumpToLatest();
  }

  async function retrySend(clientId: ClientId): Promise<void> {
    await request('message.retry', { clientId });
  }

  async function deleteUnsent(clientId: ClientId): Promise<void> {
    await request('message.delete', { clientId });
  }

  /** X1: these were really shown. */
  async function markShown(id: ConversationId, seqs: RangeSet): Promise<void> {
    await request('read.shown', { conversation: id, seqs: [...seqs] });
  }

  const unreadBelow = computed(() => {
    const row = conversation.value ? useConversations().rows.get(conversation.value) : undefined;
    return row?.unread ?? 0;
  });

  return {
    conversation,
    window,
    items,
    loading,
    stuck,
    separator,
    placement,
    lookingAt,
    unreadBelow,
    open,
    close,
    jumpTo,
    jumpToLatest,
    extend,
    need,
    retryHistory,
    applyChange,
    look,
    send,
    sent,
    retrySend,
    deleteUnsent,
    markShown,
  };
});
