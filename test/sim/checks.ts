import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import type { ErrorCode } from '../../src/shared/errors.ts';
import type { TimelineItem } from '../../src/shared/ipc/views.ts';
import { isMessage, type TimelineEvent } from '../../src/shared/model/event.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';
import { rangeSetSize } from '../../src/shared/model/range-set.ts';
import { openForReading } from '../../src/main/store/database.ts';
import { checkIndex } from '../../src/main/store/search/check-index.ts';
import { isChange } from '../../src/main/store/change-event.ts';
import type { Counted } from './counts.ts';
import { NaiveConversation } from './naive-conversation.ts';
import type { SimDevice } from './sim-device.ts';
import { roam } from './roam.ts';
import type { SimWorld } from './sim-world.ts';

const PATIENCE_MS = 60_000;
const LOST_MEMBERSHIP: readonly ErrorCode[] = ['not_found', 'forbidden'];
/** Less than a catch-up brings by itself. */
const NEWEST = 30;

/** The timelines as the relay stored them, with what the rules make of them. */
export async function naiveConversations(world: SimWorld): Promise<Map<ConversationId, NaiveConversation>> {
  const ids = new Set<ConversationId>();
  for (const { engine } of world.devices) {
    for (const { id } of (await engine.handle['conversation.list']({})).conversations) ids.add(id);
  }
  const naive = new Map<ConversationId, NaiveConversation>();
  for (const id of ids) {
    const events = await world.relay.storage.readTimeline(id, [[1, 1_000_000]], 1_000_000, 1e12);
    naive.set(id, new NaiveConversation(id, events, world.journal));
  }
  return naive;
}

/**
 * What a device had not answered when it died, nobody was promised: it may be there or not. But nobody else can have written it,
 * and it cannot be there twice.
 */
export async function concedeUnanswered(
  world: SimWorld,
  naive: ReadonlyMap<ConversationId, NaiveConversation>,
): Promise<void> {
  const { journal, relay } = world;
  for (const { id, events } of naive.values()) {
    for (const { clientId, content, edited } of events.filter(isMessage)) {
      if (journal.isKnown(clientId)) continue;
      const text = content.type === 'text' && edited !== true ? content.text : undefined;
      ok(journal.concede(clientId, text), `${clientId} (${text}) is nobody's, or there twice`);
    }
    for (const { user, read } of (await relay.storage.loadConversation(id))?.members ?? [])
      journal.concedeReads(user, id, read);
  }
}

const COUNTED_KINDS: Readonly<Record<string, Counted>> = {
  'message.created': 'messages',
  'message.edited': 'edits',
  'message.recalled': 'recalls',
  'message.pinned': 'pins',
  'message.unpinned': 'pins',
  'reaction.added': 'reactions',
  'reaction.removed': 'reactions',
  'member.added': 'membership changes',
  'member.removed': 'membership changes',
};

/** What the relay has stored of what people did. */
export function countEvents(
  { counts, journal }: SimWorld,
  naive: ReadonlyMap<ConversationId, NaiveConversation>,
): void {
  for (const { id, events, people } of naive.values()) {
    for (const event of events) {
      const counted = COUNTED_KINDS[event.kind];
      if (counted) counts.add(counted);
      if (isMessage(event) && event.quote !== undefined) counts.add('quotes');
    }
    for (const user of people) counts.add('reads', rangeSetSize(journal.readsOf(user, id)));
  }
}

/** MSG-1: a pulled message carries all that has been done to it. */
function checkStored(conversation: NaiveConversation): void {
  for (const event of conversation.events.filter(isMessage)) {
    const { content, edited = false, pinned = false, quote = null, reactions = [] } = event;
    const byEmoji = Object.fromEntries(reactions.map(({ emoji, users }) => [emoji, users.toSorted()]));
    deepStrictEqual(
      { content, edited, pinned, quote, reactions: byEmoji },
      conversation.current(event.seq),
      `message ${event.seq} of ${conversation.id} as stored`,
    );
  }
}

/** SEQ-1, SEQ-2, X8: nothing accepted is lost or doubled, and each device's messages keep their order. */
export async function checkRelay(
  world: SimWorld,
  naive: ReadonlyMap<ConversationId, NaiveConversation>,
): Promise<void> {
  const stored = new Map<string, number>();
  for (const conversation of naive.values()) {
    const { id, events } = conversation;
    events.forEach(({ seq }, index) => strictEqual(seq, index + 1, `${id} has a hole`));
    checkStored(conversation);
    for (const event of events.filter(isMessage)) {
      ok(!stored.has(event.clientId), `${event.clientId} is stored twice`);
      stored.set(event.clientId, event.seq);
    }
  }
  const failed = new Set<string>();
  for (const device of world.devices) {
    deepStrictEqual(await device.store.read.outbox(100), [], `${device.name} has not sent everything`);
    for (const { id } of await device.store.read.conversations()) {
      const { items } = await device.store.read.page(id, { at: 'latest' }, 200);
      for (const item of items) {
        if (item.kind !== 'message' || item.state.kind !== 'failed') continue;
        failed.add(item.clientId);
        // Nothing but a lost membership is a reason to give up here.
        ok(LOST_MEMBERSHIP.includes(item.state.error), `${device.name} gave up: ${item.state.error}`);
      }
    }
  }
  const newest = new Map<string, number>();
  for (const { clientId, conversation, device } of world.journal.accepted) {
    const seq = stored.get(clientId);
    const excused = failed.has(clientId) || world.journal.deleted.has(clientId);
    ok(seq !== undefined || excused, `${clientId} of ${device} is lost`);
    ok(seq === undefined || !failed.has(clientId), `${clientId} of ${device} is stored and shown as failed`);
    if (seq === undefined || world.journal.retried.has(clientId)) continue;
    const key = `${device} ${conversation}`;
    ok(seq > (newest.get(key) ?? 0), `${clientId} of ${device} has overtaken an earlier one`);
    newest.set(key, seq);
  }
}

/** Scrolls through everything on every device, so that every page and every receipt has been asked for. */
export async function roamEverywhere(
  world: SimWorld,
): Promise<Map<SimDevice, Map<ConversationId, TimelineItem[]>>> {
  const seen = new Map<SimDevice, Map<ConversationId, TimelineItem[]>>();
  for (const device of world.devices) {
    const { conversations } = await device.engine.handle['conversation.list']({});
    const timelines = new Map<ConversationId, TimelineItem[]>();
    for (const { id } of conversations) {
      const items = await world.time.until(
        roam(device.engine, id),
        PATIENCE_MS,
        `${device.name} scrolls ${id}`,
      );
      timelines.set(id, items);
    }
    seen.set(device, timelines);
  }
  return seen;
}

/** What a person sees of an event, where neither the device's own state nor later changes have a part in it. */
function outline(event: TimelineEvent): unknown {
  const { seq, sender, at } = event;
  return isMessage(event) ? { seq, sender, at, clientId: event.clientId } : { seq, sender, at };
}

function outlineItem(item: TimelineItem): unknown {
  const { seq, sender, at } = item;
  return item.kind === 'message' ? { seq, sender, at, clientId: item.clientId } : { seq, sender, at };
}

/** What has become of the messages; of changes that were made while a person was away they need not know. */
function checkChanges(
  device: SimDevice,
  conversation: NaiveConversation,
  items: readonly TimelineItem[],
): void {
  const contents = new Map<number, unknown>();
  for (const item of items) {
    if (item.kind === 'message' && item.seq !== null) contents.set(item.seq, item.content);
  }
  for (const item of items) {
    if (item.kind !== 'message' || item.seq === null || !conversation.knowsChanges(device.user, item.seq))
      continue;
    const { content, edited, pinned } = item;
    const quote = item.quote?.seq ?? null;
    const reactions = Object.fromEntries(item.reactions.map(({ emoji, users }) => [emoji, users.toSorted()]));
    const what = `${device.name}: message ${item.seq} of ${conversation.id}`;
    deepStrictEqual({ content, edited, pinned, quote, reactions }, conversation.current(item.seq), what);
    for (const { count, users, mine } of item.reactions) {
      strictEqual(count, users.length, what);
      strictEqual(mine, users.includes(device.user), what);
    }
    if (item.quote && contents.has(item.quote.seq))
      deepStrictEqual(item.quote.content, contents.get(item.quote.seq), `${what}: quote`);
  }
}

/** Gives how many there were. */
function checkReceipts(
  device: string,
  conversation: NaiveConversation,
  items: readonly TimelineItem[],
): number {
  let compared = 0;
  for (const item of items) {
    if (item.kind !== 'message' || !item.mine || item.seq === null) continue;
    const event = conversation.events[item.seq - 1];
    const expected = event && isMessage(event) && conversation.receipt(event);
    deepStrictEqual(item.receipt, expected, `${device}: receipt of ${item.seq} in ${conversation.id}`);
    compared += 1;
  }
  return compared;
}

/** Without anybody scrolling: the end of every conversation, and its receipts, have come by themselves (SYN-4, RCP-6). */
export async function checkNewest(
  device: SimDevice,
  naive: ReadonlyMap<ConversationId, NaiveConversation>,
): Promise<void> {
  for (const { id } of await device.store.read.conversations()) {
    const { items, missing } = await device.store.read.page(id, { at: 'latest' }, NEWEST);
    deepStrictEqual(missing, [], `${device.name} lacks the end of ${id}`);
    const conversation = naive.get(id);
    if (!conversation) continue;
    checkReceipts(device.name, conversation, items);
  }
}

/** C3, C6: by themselves all history has come to the disk, and every message is found by exactly its words. */
export async function checkSearch(device: SimDevice): Promise<void> {
  const { name, file, engine } = device;
  deepStrictEqual(await engine.handle['history.get']({}), { percent: 100 }, `${name}: history`);
  const db = openForReading(file);
  try {
    deepStrictEqual(checkIndex(db).wrong, [], `${name}: search index`);
  } finally {
    db.close();
  }
}

/**
 * All devices of a person show the same timelines, badges and receipts, and they are those of the naive model. Gives how many
 * receipts there were.
 */
export async function checkDevice(
  device: SimDevice,
  timelines: ReadonlyMap<ConversationId, readonly TimelineItem[]>,
  naive: ReadonlyMap<ConversationId, NaiveConversation>,
): Promise<number> {
  const { user, name, view } = device;
  const { conversations, totalUnread } = await device.engine.handle['conversation.list']({});
  const mine = [...naive.values()].filter(({ people }) => people.has(user));
  let receipts = 0;
  deepStrictEqual(conversations.map(({ id }) => id).sort(), mine.map(({ id }) => id).sort(), `${name}: list`);
  for (const conversation of mine) {
    const { id } = conversation;
    const items = timelines.get(id) ?? [];
    const row = conversations.find((one) => one.id === id);
    strictEqual(row?.role !== null, conversation.members.has(user), `${name}: membership of ${id}`);
    strictEqual(row?.unread, conversation.badge(user), `${name}: badge of ${id}`);
    deepStrictEqual(
      items.filter(({ seq }) => seq !== null).map(outlineItem),
      conversation
        .visible(user)
        .filter((event) => !isChange(event))
        .map(outline),
      `${name}: timeline of ${id}`,
    );
    receipts += checkReceipts(name, conversation, items);
    checkChanges(device, conversation, items);
  }
  strictEqual(
    totalUnread,
    mine.reduce((sum, conversation) => sum + conversation.badge(user), 0),
    `${name}: total`,
  );
  strictEqual(view.totalUnread, totalUnread, `${name}: total of the feed`);
  deepStrictEqual(
    [...view.rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    conversations.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    `${name}: list of the feed`,
  );
  return receipts;
}
