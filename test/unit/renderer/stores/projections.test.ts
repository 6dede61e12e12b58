// @vitest-environment happy-dom
import { AccountId } from '../../../../src/shared/model/ids.ts';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { watchEffect } from 'vue';
import { connectFeed } from '../../../../src/renderer/src/stores/feed.ts';
import { useAccount } from '../../../../src/renderer/src/stores/account.ts';
import { useAttention } from '../../../../src/renderer/src/stores/attention.ts';
import { byPlaceInList, useConversations } from '../../../../src/renderer/src/stores/conversations.ts';
import { useNavigation } from '../../../../src/renderer/src/stores/navigation.ts';
import { usePeople } from '../../../../src/renderer/src/stores/people.ts';
import { useReceipts } from '../../../../src/renderer/src/stores/receipts.ts';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { RequestOutput } from '../../../../src/shared/ipc/contract.ts';
import type { ConversationRow, StoreChange } from '../../../../src/shared/ipc/views.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, conversationRow, person, userId } from '../support/fake-world.ts';

type ListPage = RequestOutput<'conversation.list'>;

let bridge: FakeBridge;
const me = person(1);

function change(patch: Partial<StoreChange>): StoreChange {
  return { conversations: [], people: [], timelines: [], totalUnread: 0, ...patch };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

beforeEach(() => {
  setActivePinia(createPinia());
  bridge = new FakeBridge();
  installBridge(bridge);
  bridge.handlers['session.get'] = () => ({ kind: 'online' });
});

describe('conversation list', () => {
  it('is pinned first, then newest first', () => {
    const rows = [
      conversationRow(1, { lastAt: 1 }),
      conversationRow(2, { lastAt: 3 }),
      conversationRow(3, { lastAt: 2, pinned: true }),
      conversationRow(4, { lastAt: 3 }),
    ];
    expect(rows.sort(byPlaceInList).map((row) => row.id)).toEqual([3, 2, 4, 1].map(conversationId));
  });

  it('X3: takes badge and total from the feed, also from what overtakes the first reading', async () => {
    let answer: (list: {
      conversations: ConversationRow[];
      totalUnread: number;
      more: boolean;
    }) => void = () => undefined;
    bridge.handlers['conversation.list'] = () => new Promise((resolve) => (answer = resolve));
    const conversations = useConversations();
    const loading = conversations.load();
    await settle();
    conversations.apply(change({ conversations: [conversationRow(1, { unread: 0 })], totalUnread: 0 }));
    answer({
      conversations: [conversationRow(1, { unread: 5 }), conversationRow(2)],
      totalUnread: 5,
      more: false,
    });
    await loading;
    expect(conversations.rows.get(conversationId(1))?.unread).toBe(0);
    expect(conversations.totalUnread).toBe(0);
    expect(conversations.rows.size).toBe(2);
  });

  it('shows the first page of the list at once, goes on behind it, and is loaded with the last', async () => {
    const first = Promise.withResolvers<ListPage>();
    const second = Promise.withResolvers<ListPage>();
    bridge.handlers['conversation.list'] = ({ after }) => (after ? second.promise : first.promise);
    const conversations = useConversations();
    const loading = conversations.load();
    first.resolve({
      conversations: [conversationRow(1, { lastAt: 9, pinned: true }), conversationRow(2, { lastAt: 8 })],
      totalUnread: 3,
      more: true,
    });
    await settle();
    expect([conversations.rows.size, conversations.totalUnread, conversations.loaded]).toEqual([2, 3, false]);
    // Newer than both pages.
    conversations.apply(
      change({ conversations: [1, 3].map((n) => conversationRow(n, { unread: 1 })), totalUnread: 2 }),
    );
    second.resolve({
      conversations: [conversationRow(3), conversationRow(4)],
      totalUnread: 3,
      more: false,
    });
    await loading;
    expect(bridge.inputsOf('conversation.list')).toEqual([
      {},
      { after: { id: conversationId(2), lastAt: 8, pinned: false } },
    ]);
    expect(conversations.loaded).toBe(true);
    expect([1, 2, 3, 4].map((n) => conversations.rows.get(conversationId(n))?.unread)).toEqual([1, 0, 1, 0]);
    expect(conversations.totalUnread).toBe(2);
  });

  it('leaves the whole list standing while it is read again, page by page', async () => {
    const row = (n: number) => conversationRow(n, { title: `title ${n}` });
    const page = (rows: ConversationRow[], more: boolean): ListPage => ({
      conversations: rows,
      totalUnread: 0,
      more,
    });
    bridge.handlers['conversation.list'] = ({ after }) =>
      after ? page([row(2)], false) : page([row(1)], true);
    const conversations = useConversations();
    await conversations.load();
    const second = Promise.withResolvers<ListPage>();
    bridge.handlers['conversation.list'] = ({ after }) => (after ? second.promise : page([row(1)], true));
    const again = conversations.load();
    await settle();
    expect(conversations.rows.size).toBe(2);
    second.resolve(page([row(3)], false));
    await again;
    expect([...conversations.rows.keys()]).toEqual([1, 3].map(conversationId));
  });

  it('forgets everything of an account that cannot be shown any more', async () => {
    bridge.handlers['conversation.list'] = () => ({
      conversations: [conversationRow(1, { unread: 2 })],
      totalUnread: 2,
      more: false,
    });
    const end = connectFeed();
    bridge.emit('account.changed', {
      kind: 'ready',
      id: AccountId.parse('a'.repeat(32)),
      me,
      relayName: 'R',
      relayUrl: 'ws://x',
      hosting: null,
    });
    await settle();
    await new Promise((resolve) => setTimeout(resolve));
    expect(useConversations().totalUnread).toBe(2);
    bridge.emit('account.changed', {
      kind: 'blocked',
      id: AccountId.parse('a'.repeat(32)),
      me,
      relayName: 'R',
      error: 'store_newer',
    });
    await settle();
    expect(useAccount().me).toBeNull();
    expect(useConversations().rows.size).toBe(0);
    expect(useConversations().totalUnread).toBe(0);
    expect(useNavigation().conversation).toBeNull();
    end();
    bridge.emit('store.changed', change({ conversations: [conversationRow(1)] }));
    expect(useConversations().rows.size).toBe(0);
  });
});

describe('people', () => {
  it('are asked for together and once', async () => {
    bridge.handlers['people.get'] = ({ users }) => ({ people: users.map((_, index) => person(index + 2)) });
    const people = usePeople();
    people.ensure([userId(2)]);
    people.ensure([userId(2), userId(3)]);
    await new Promise((resolve) => setTimeout(resolve));
    people.ensure([userId(3)]);
    await settle();
    expect(bridge.inputsOf('people.get')).toEqual([{ users: [userId(2), userId(3)] }]);
    expect(people.nameOf(userId(2))).toBe(person(2).displayName);
    expect(people.nameOf(userId(9))).toBe('');
  });

  it('are told of to those who look them up, and to nobody else', () => {
    const people = usePeople();
    const seen: string[] = [];
    const lists: string[] = [];
    watchEffect(() => seen.push(people.nameOf(userId(2))), { flush: 'sync' });
    watchEffect(() => lists.push(people.nameInList(userId(2))), { flush: 'sync' });
    people.apply([person(3)]);
    expect(seen).toEqual(['']);
    expect(lists).toEqual(['', '']);
    people.apply([person(2)]);
    expect(seen).toEqual(['', person(2).displayName]);
    expect(lists).toEqual(['', '', person(2).displayName]);
    people.reset();
    expect(seen.at(-1)).toBe('');
    expect(lists.at(-1)).toBe('');
  });
});

describe('the network', () => {
  it('[C1] is told of when it is back, and not by a page that has ended', async () => {
    const end = connectFeed();
    window.dispatchEvent(new Event('online'));
    expect(bridge.inputsOf('network.online')).toEqual([{}]);
    await settle();
    expect(useToasts().toasts).toEqual([]);
    end();
    window.dispatchEvent(new Event('online'));
    expect(bridge.inputsOf('network.online')).toHaveLength(1);
  });
});

describe('attention', () => {
  it('X1: is lost to another window, to a lock, and to a dialog above', () => {
    const attention = useAttention();
    expect(attention.attentive).toBe(true);
    attention.setShell(false);
    expect(attention.attentive).toBe(false);
    attention.setShell(true);
    const uncover = attention.cover();
    expect(attention.attentive).toBe(false);
    uncover();
    uncover();
    expect(attention.attentive).toBe(true);
  });
});

describe('receipt lists', () => {
  const entries = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ user: userId(from + index), delivered: true }));

  it('[RCP-5] are read in pages to their end when a name is searched', async () => {
    bridge.handlers['people.get'] = () => ({ people: [] });
    bridge.handlers['receipt.list'] = ({ list, after }) => {
      if (list === 'read') return { total: 0, entries: [], more: false };
      const from = after === undefined ? 2 : 502;
      return {
        total: 639,
        entries: entries(from, after === undefined ? 500 : 139),
        more: after === undefined,
      };
    };
    const receipts = useReceipts();
    await receipts.open(conversationId(1), 5);
    expect(receipts.lists.unread).toMatchObject({ total: 639, more: true, status: 'ready' });
    await receipts.loadAll('unread', true);
    expect(receipts.lists.unread.entries).toHaveLength(639);
    expect(receipts.lists.unread.more).toBe(false);
    expect(new Set(receipts.lists.unread.entries.map((entry) => entry.user)).size).toBe(639);
  });

  it('say that they failed and can be asked for again', async () => {
    bridge.handlers['receipt.list'] = () => {
      throw new AppError('offline');
    };
    const receipts = useReceipts();
    await receipts.open(conversationId(1), 5);
    expect(receipts.lists.unread.status).toBe('failed');
    bridge.handlers['receipt.list'] = () => ({ total: 0, entries: [], more: false });
    await receipts.reload();
    expect(receipts.lists.unread.status).toBe('ready');
  });
});

describe('toasts', () => {
  it('show an error once and at most three', async () => {
    const toasts = useToasts();
    for (const code of ['offline', 'offline', 'busy', 'forbidden', 'timeout'] as const) {
      await toasts.guard(() => Promise.reject(new AppError(code)));
    }
    expect(toasts.toasts.map((toast) => toast.code)).toEqual(['busy', 'forbidden', 'timeout']);
  });
});
