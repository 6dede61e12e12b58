import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { ReceiptEntry, ReceiptListKind } from '../../../shared/model/receipt.ts';
import { request } from '../bridge/client.ts';
import { usePeople } from './people.ts';

/** One of the two lists, as far as it has been read. */
export interface ReceiptListState {
  readonly entries: readonly ReceiptEntry[];
  readonly total: number;
  readonly more: boolean;
  readonly status: 'loading' | 'ready' | 'failed';
}

const UNREAD: ReceiptListState = { entries: [], total: 0, more: false, status: 'loading' };

/** Who has read one message of mine and who has not, for the popover that is open; read in pages. */
export const useReceipts = defineStore('receipts', () => {
  const message = shallowRef<{ conversation: ConversationId; seq: number } | null>(null);
  const lists = shallowRef<Record<ReceiptListKind, ReceiptListState>>({ unread: UNREAD, read: UNREAD });
  const generation = ref(0);

  function set(list: ReceiptListKind, state: ReceiptListState): void {
    lists.value = { ...lists.value, [list]: state };
  }

  async function readPage(list: ReceiptListKind, fromStart: boolean): Promise<void> {
    const of = message.value;
    if (!of) return;
    const mine = generation.value;
    const before = lists.value[list];
    const after = fromStart ? undefined : before.entries.at(-1)?.user;
    try {
      const page = await request('receipt.list', {
        ...of,
        list,
        ...(after === undefined ? {} : { after }),
      });
      if (mine !== generation.value) return;
      usePeople().ensure(page.entries.map((entry) => entry.user));
      set(list, {
        entries: after === undefined ? page.entries : [...before.entries, ...page.entries],
        total: page.total,
        more: page.more,
        status: 'ready',
      });
    } catch {
      if (mine === generation.value) set(list, { ...before, status: 'failed' });
    }
  }

  /** Opens both lists; opening the same message again reads them anew without emptying them first. */
  async function open(conversation: ConversationId, seq: number): Promise<void> {
    generation.value++;
    const same = message.value?.conversation === conversation && message.value.seq === seq;
    if (!same) lists.value = { unread: UNREAD, read: UNREAD };
    message.value = { conversation, seq };
    await Promise.all([readPage('unread', true), readPage('read', true)]);
  }

  function close(): void {
    generation.value++;
    message.value = null;
    lists.value = { unread: UNREAD, read: UNREAD };
  }

  async function loadMore(list: ReceiptListKind): Promise<void> {
    const state = lists.value[list];
    if (!state.more || state.status !== 'ready') return;
    set(list, { ...state, status: 'loading' });
    await readPage(list, false);
  }

  /** After a failure: reads both lists again from their start. */
  async function retry(): Promise<void> {
    const of = message.value;
    if (!of) return;
    message.value = null;
    await open(of.conversation, of.seq);
  }

  /** Reads a list to its end, for a search by name. Each page brings at least one entry, so it ends. */
  async function loadAll(list: ReceiptListKind): Promise<void> {
    const mine = generation.value;
    for (let size = -1; mine === generation.value;) {
      const state = lists.value[list];
      if (!state.more || state.status !== 'ready' || state.entries.length === size) return;
      size = state.entries.length;
      await loadMore(list);
    }
  }

  /** Asks those who have not read the message to do so; false: everybody has. Too early rejects with `rate_limited`. */
  async function remind(conversation: ConversationId, seq: number): Promise<boolean> {
    return (await request('receipt.remind', { conversation, seq })).by !== null;
  }

  /** Whether others learn what I read in direct conversations; given a value, from now on. Resolves with what applies. */
  async function tellDirect(direct?: boolean): Promise<boolean> {
    return (await request('receipt.setDirect', direct === undefined ? {} : { direct })).direct;
  }

  return { remind, tellDirect, lists, open, close, retry, loadMore, loadAll };
});
