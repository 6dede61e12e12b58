import { AppError } from '../../../../src/shared/errors.ts';
import type { AccountState, Settings, StoreChange, TimelineItem } from '../../../../src/shared/ipc/views.ts';
import { AccountId, type ConversationId } from '../../../../src/shared/model/ids.ts';
import { rangeSetHas } from '../../../../src/shared/model/range-set.ts';
import type { FakeBridge } from './fake-bridge.ts';
import { livingActions, quoteOf } from './living-actions.ts';
import { livingGroups } from './living-groups.ts';
import {
  clientId,
  conversationId,
  conversationRow,
  message,
  refreshPreview,
  type FakeConversation,
  type FakeWorld,
} from './fake-world.ts';

function total(world: FakeWorld): number {
  return [...world.conversations.values()].reduce((sum, one) => sum + one.row.unread, 0);
}

function changeOf(world: FakeWorld, conversation: FakeConversation, items: TimelineItem[]): StoreChange {
  return {
    conversations: [conversation.row],
    people: [],
    timelines: [{ conversation: conversation.row.id, items, removed: [], reset: false }],
    totalUnread: total(world),
  };
}

/** Fills a bridge with handlers over a world, so that the whole page works without a main process. */
export function animate(
  bridge: FakeBridge,
  world: FakeWorld,
  start: { account: AccountState; settings: Settings; now: () => number },
): { emit: (conversation: FakeConversation, items: TimelineItem[]) => void } {
  let account = start.account;
  let settings = start.settings;
  let made = 50;
  const emit = (conversation: FakeConversation, items: TimelineItem[]): void => {
    bridge.emit('store.changed', changeOf(world, conversation, items));
  };
  function find(id: ConversationId): FakeConversation {
    const found = world.conversations.get(id);
    if (!found) throw new AppError('not_found');
    return found;
  }
  const ready = (hosting: boolean): AccountState => ({
    kind: 'ready',
    id: AccountId.parse('a'.repeat(32)),
    me: world.me,
    relayName: '山行科技',
    relayUrl: 'ws://127.0.0.1:7480',
    hosting: hosting ? { running: true, network: true, urls: ['192.168.1.20:7480'] } : null,
  });
  const enter = (state: AccountState): AccountState => {
    account = state;
    return state;
  };

  Object.assign(bridge.handlers, {
    'updates.get': () => ({ kind: 'none', checkedAt: null }),
    'app.info': () => ({
      version: '0.1.0',
      host: 'web',
      platform: 'linux',
      systemLanguage: 'en-US',
      runtime: { node: '24.0.0' },
    }),
    'settings.get': () => settings,
    'settings.set': (patch) => {
      settings = { ...settings, ...(patch as Partial<Settings>) };
      return settings;
    },
    'account.get': () => account,
    'account.list': () => ({ accounts: [] }),
    'lock.get': () => ({
      locked: false,
      passcode: false,
      idleMinutes: 15,
      protection: 'keychain',
      waitMs: 0,
    }),
    'account.host': () => enter(ready(true)),
    'account.register': ({ name }) => {
      if (name === 'linran') throw new AppError('name_taken');
      return enter(ready(false));
    },
    'account.signIn': ({ password }) => {
      if (password === 'wrong') throw new AppError('bad_credentials');
      return enter(ready(false));
    },
    'account.signOut': () => enter({ kind: 'none' }),
    'session.get': () => ({ kind: 'online' }),
    'session.retry': () => ({}),
    'people.search': ({ query, limit = 50 }) => {
      const found = world.people.filter((one) =>
        `${one.displayName} ${one.name}`.toLowerCase().includes(query.toLowerCase()),
      );
      return { people: found.slice(0, limit), more: found.length > limit };
    },
    'people.get': ({ users }) => {
      const wanted = new Set(users);
      return { people: world.people.filter((one) => wanted.has(one.id)) };
    },
    'conversation.list': () => ({
      conversations: [...world.conversations.values()].map((one) => one.row),
      totalUnread: total(world),
      more: false,
    }),
    'conversation.createDirect': ({ peer }) => {
      const known = [...world.conversations.values()].find((one) => one.row.peer === peer);
      if (known) return known.row;
      const who = world.people.find((one) => one.id === peer);
      const row = conversationRow(made++, {
        kind: 'direct',
        peer,
        title: who?.displayName ?? '',
        memberCount: 2,
        lastAt: start.now(),
      });
      world.conversations.set(row.id, { row, items: [], members: [] });
      return row;
    },
    'conversation.createGroup': ({ title, users }) => {
      const row = conversationRow(made++, {
        title,
        role: 'owner',
        memberCount: users.length + 1,
        lastAt: start.now(),
      });
      world.conversations.set(row.id, { row, items: [], members: [] });
      return row;
    },
    'conversation.members': ({ conversation, after }) => {
      const all = find(conversation).members;
      const from = after === undefined ? 0 : all.findIndex((one) => one.user === after) + 1;
      return { members: all.slice(from, from + 200), total: all.length, more: from + 200 < all.length };
    },
    'conversation.flag': ({ conversation, unread, ...flags }) => {
      const one = find(conversation);
      one.row = {
        ...one.row,
        ...(flags as { pinned?: boolean }),
        ...(unread === undefined ? {} : { markedUnread: unread }),
      };
      emit(one, []);
      return {};
    },
    'draft.save': ({ conversation, text }) => {
      const one = find(conversation);
      one.row = { ...one.row, draft: text };
      emit(one, []);
      return {};
    },
    'timeline.page': ({ conversation, anchor, limit }) => {
      const { items } = find(conversation);
      const at =
        anchor.at === 'latest'
          ? items.length
          : items.findIndex((item) => (item.seq ?? Infinity) >= anchor.seq);
      const place = at === -1 ? items.length : at;
      const from =
        anchor.at === 'after'
          ? place + 1
          : Math.max(0, anchor.at === 'around' ? place - Math.floor(limit / 2) : place - limit);
      const to = anchor.at === 'before' ? place : from + limit;
      return {
        items: items.slice(from, to),
        atStart: from === 0,
        atEnd: to >= items.length,
        incomplete: false,
      };
    },
    ...livingActions(world, { find, emit }),
    ...livingGroups(world, {
      now: start.now,
      find,
      emit,
      online: (users) => bridge.emit('presence.changed', { online: [...users] }),
    }),
    'message.send': ({ conversation, content, quote, receipt }) => {
      const one = find(conversation);
      const id = clientId(800_000 + made++);
      const sending = message(conversation, null, {
        key: id,
        sender: world.me.id,
        mine: true,
        clientId: id,
        at: start.now(),
        content,
        quote: quote === undefined ? null : quoteOf(one, quote),
        state: { kind: 'sending' },
      });
      one.items = [...one.items, sending];
      refreshPreview(one);
      emit(one, [sending]);
      setTimeout(() => {
        const seq = one.row.headSeq + 1;
        const receivers = one.row.memberCount - 1;
        const sent = {
          ...sending,
          seq: seq,
          state: { kind: 'sent' as const },
          receipt: receipt === false ? null : { unread: receivers, receivers },
          receiptKept: receipt !== false,
        };
        one.row = { ...one.row, headSeq: seq };
        one.items = one.items.map((item) => (item.key === id ? sent : item));
        refreshPreview(one);
        emit(one, [sent]);
      }, 400);
      return { clientId: id };
    },
    'message.retry': () => ({}),
    'message.delete': () => ({}),
    'read.shown': ({ conversation, seqs }) => {
      const one = find(conversation);
      const read: TimelineItem[] = [];
      one.items = one.items.map((item) => {
        if (item.kind !== 'message' || item.read || item.seq === null || !rangeSetHas(seqs, item.seq))
          return item;
        const next = { ...item, read: true };
        read.push(next);
        return next;
      });
      one.row = { ...one.row, unread: Math.max(0, one.row.unread - read.length) };
      emit(one, read.slice(-200));
      return {};
    },
    'read.all': ({ conversation }) => {
      const one = find(conversation);
      one.row = { ...one.row, unread: 0 };
      emit(one, []);
      return {};
    },
    'receipt.list': ({ conversation, seq, list, after }) => {
      const one = find(conversation);
      const item = one.items.find((candidate) => candidate.seq === seq);
      const unread = item?.kind === 'message' ? (item.receipt?.unread ?? 0) : 0;
      const receivers = one.members.slice(1);
      const all = (list === 'unread' ? receivers.slice(0, unread) : receivers.slice(unread)).map(
        (member, index) => ({
          user: member.user,
          delivered: index % 3 !== 0,
          ...(list === 'read' ? { readAt: start.now() - index * 4_000_000 } : {}),
        }),
      );
      const from = after === undefined ? 0 : all.findIndex((entry) => entry.user === after) + 1;
      return { total: all.length, entries: all.slice(from, from + 500), more: from + 500 < all.length };
    },
    'history.get': () => ({ percent: 100 }),
    'storage.get': () => ({ trouble: null, recovery: null }),
    'storage.seen': () => ({}),
    'storage.sizes': () => ({
      store: 412_000_000,
      index: 78_000_000,
      files: 1_290_000_000,
      free: 96_400_000_000,
    }),
    'storage.clearFiles': () => ({}),
    'storage.reindex': () => ({}),
    'archive.get': () => ({ kind: 'idle' }),
    'archive.cancel': () => ({}),
    'app.licences': () => ({
      parts: [
        { name: 'vue', version: '3.5.45', licence: 'MIT', text: 'The MIT License (MIT)' },
        { name: 'zod', version: '4.6.7', licence: 'MIT', text: '' },
      ],
    }),
    'app.openLogs': () => ({}),
    'channel.list': () => ({ channels: [] }),
    'channel.rights': () => ({ create: false }),
    'search.messages': ({ query, conversation, sender, type, since, until, limit, cursor }) => {
      const wanted = query.toLowerCase();
      const from = Number(cursor ?? 0);
      const hits = [...world.conversations.values()]
        .filter((one) => conversation === undefined || one.row.id === conversation)
        .flatMap((one) => one.items)
        .flatMap((item) => {
          if (item.kind !== 'message') return [];
          if (sender !== undefined && item.sender !== sender) return [];
          if (type !== undefined && item.content.type !== type) return [];
          if (item.at < (since ?? 0) || item.at >= (until ?? Infinity)) return [];
          const text = item.content.type === 'text' ? item.content.text : '';
          const at = text.toLowerCase().indexOf(wanted);
          return at === -1 ? [] : [{ item, marks: [[at, at + wanted.length] as [number, number]] }];
        })
        .sort((a, b) => b.item.at - a.item.at);
      return {
        hits: hits.slice(from, from + limit),
        cursor: from + limit < hits.length ? String(from + limit) : null,
      };
    },
  } satisfies FakeBridge['handlers']);
  return { emit };
}

/** The group of 640 that the pictures show. */
export const BIG_GROUP = conversationId(1);
