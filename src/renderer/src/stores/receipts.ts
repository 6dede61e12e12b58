import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { ReceiptEntry, ReceiptListKind } from '../../../shared/model/receipt.ts';
import { request } from '../bridge/client.ts';
import { type ListPage, PagedList } from './paged-list.ts';
import { usePeople } from './people.ts';

/** Who has read one message of mine and who has not, for the popover that is open; read in pages. */
export const useReceipts = defineStore('receipts', () => {
  const message = shallowRef<{ conversation: ConversationId; seq: number } | null>(null);
  const unread = new PagedList<ReceiptEntry>((after) => readPage('unread', after));
  const read = new PagedList<ReceiptEntry>((after) => readPage('read', after));
  const byKind = { unread, read };
  const lists = computed(() => ({ unread: unread.state, read: read.state }));

  async function readPage(
    list: ReceiptListKind,
    last: ReceiptEntry | undefined,
  ): Promise<ListPage<ReceiptEntry>> {
    const of = message.value;
    if (!of) return { entries: [], total: 0, more: false };
    const page = await request('receipt.list', {
      ...of,
      list,
      ...(last === undefined ? {} : { after: last.user }),
    });
    usePeople().ensure(page.entries.map((entry) => entry.user));
    return page;
  }

  async function reload(): Promise<void> {
    await Promise.all([unread.reload(), read.reload()]);
  }

  /** Opens both lists; opening the same message again reads them anew without emptying them first. */
  async function open(conversation: ConversationId, seq: number): Promise<void> {
    if (message.value?.conversation !== conversation || message.value.seq !== seq) close();
    message.value ??= { conversation, seq };
    await reload();
  }

  function close(): void {
    message.value = null;
    unread.clear();
    read.clear();
  }

  async function loadMore(list: ReceiptListKind): Promise<void> {
    await byKind[list].more();
  }

  /** A list is wanted to its end, for a search by name; `false`: no longer. */
  async function loadAll(list: ReceiptListKind, wanted: boolean): Promise<void> {
    await byKind[list].whole(wanted);
  }

  /** Asks those who have not read the message to do so; false: everybody has. Too early rejects with `rate_limited`. */
  async function remind(conversation: ConversationId, seq: number): Promise<boolean> {
    return (await request('receipt.remind', { conversation, seq })).by !== null;
  }

  /** Whether others learn what I read in direct conversations; given a value, from now on. Resolves with what applies. */
  async function tellDirect(direct?: boolean): Promise<boolean> {
    return (await request('receipt.setDirect', direct === undefined ? {} : { direct })).direct;
  }

  return { remind, tellDirect, lists, open, close, reload, loadMore, loadAll };
});
