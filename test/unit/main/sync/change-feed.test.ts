import { v7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ChangeFeed, createChangeFeed } from '../../../../src/main/sync/change-feed.ts';
import type { StoreDelta } from '../../../../src/main/store/store-delta.ts';
import type { StoreChange } from '../../../../src/shared/ipc/views.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { type ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { newConversationId, settle } from './engine-fixture.ts';

describe('the change feed', () => {
  let clock: ManualClock;
  let emitted: StoreChange[];
  let asked: string[][];
  let feed: ChangeFeed;
  const conversation: ConversationId = newConversationId();

  beforeEach(() => {
    clock = new ManualClock();
    emitted = [];
    asked = [];
    feed = createChangeFeed({
      read: {
        conversationsById: () => Promise.resolve([]),
        people: () => Promise.resolve([]),
        itemsByKey: (_conversation, keys) => {
          asked.push([...keys]);
          return Promise.resolve([]);
        },
        totalUnread: () => Promise.resolve(7),
      },
      clock,
      logger: SILENT_LOGGER,
      emit: (change) => emitted.push(change),
    });
    feed.shown(conversation);
  });

  const delta = (changed: string[], removed: string[] = [], reset = false): StoreDelta => ({
    conversations: [conversation],
    people: [],
    timelines: [{ conversation, changed, removed, reset }],
  });

  it('tells the first change at once, with the total', async () => {
    feed.add(delta(['a']));
    await settle();
    expect(emitted).toHaveLength(1);
    expect(emitted[0]).toMatchObject({ totalUnread: 7, timelines: [{ conversation, reset: false }] });
    expect(asked).toEqual([['a']]);
  });

  it('gathers what follows, and tells at most 20 times a second', async () => {
    for (let ms = 0; ms < 950; ms += 5) {
      feed.add(delta([`key ${ms}`]));
      await settle();
      clock.advance(5);
      await settle();
    }
    expect(emitted.length).toBeGreaterThan(15);
    expect(emitted.length).toBeLessThanOrEqual(20);
    clock.advance(50);
    await settle();
    expect(asked.flat()).toHaveLength(190);
  });

  it('says to read again instead of more than 200 items', async () => {
    feed.add(delta(['first']));
    feed.add(delta(Array.from({ length: 150 }, (_, index) => `a${index}`)));
    feed.add(delta(Array.from({ length: 60 }, (_, index) => `b${index}`)));
    clock.advance(50);
    await settle();
    expect(emitted[1]?.timelines).toEqual([{ conversation, items: [], removed: [], reset: true }]);
  });

  it('tells of no more than 200 conversations and 200 people at a time, the rest 50 ms later, each once', async () => {
    const read: { conversations: ConversationId[]; people: UserId[] }[] = [];
    const rows = createChangeFeed({
      read: {
        conversationsById: (ids) => {
          read.push({ conversations: [...ids], people: [] });
          return Promise.resolve([]);
        },
        people: (users) => {
          read.at(-1)?.people.push(...users);
          return Promise.resolve([]);
        },
        itemsByKey: () => Promise.resolve([]),
        totalUnread: () => Promise.resolve(0),
      },
      clock,
      logger: SILENT_LOGGER,
      emit: (change) => emitted.push(change),
    });
    const conversations = Array.from({ length: 410 }, newConversationId);
    const people = Array.from({ length: 250 }, () => UserId.parse(v7()));
    rows.add({ conversations, people, timelines: [] });
    await settle();
    expect(read.map((one) => [one.conversations.length, one.people.length])).toEqual([[200, 200]]);
    clock.advance(50);
    await settle();
    expect(read.map((one) => [one.conversations.length, one.people.length]).at(-1)).toEqual([200, 50]);
    await rows.flush();
    expect(read.flatMap((one) => one.conversations).toSorted()).toEqual(conversations.toSorted());
    expect(read.flatMap((one) => one.people).toSorted()).toEqual(people.toSorted());
    expect(emitted).toHaveLength(3);
  });

  it('what is removed is not read, and what came back is not removed', async () => {
    feed.add(delta(['first']));
    feed.add(delta(['a', 'b'], ['c']));
    feed.add(delta(['c'], ['a']));
    clock.advance(50);
    await settle();
    expect(asked[1]).toEqual(['b', 'c']);
    expect(emitted[1]?.timelines[0]?.removed).toEqual(['a']);
  });

  it('flushes what waits', async () => {
    feed.add(delta(['a']));
    feed.add(delta(['b']));
    await feed.flush();
    expect(asked).toEqual([['a'], ['b']]);
    clock.advance(1_000);
    await settle();
    expect(emitted).toHaveLength(2);
  });

  it('reads no items of timelines that nobody reads, and says that they have changed', async () => {
    const other = newConversationId();
    feed.add({
      ...delta(['a'], ['b']),
      timelines: [{ conversation: other, changed: ['a'], removed: ['b'], reset: false }],
    });
    await settle();
    expect(asked).toEqual([]);
    expect(emitted[0]?.timelines).toEqual([{ conversation: other, items: [], removed: [], reset: true }]);
  });

  it('reads those of the eight timelines that were read last', async () => {
    for (let others = 0; others < 7; others++) feed.shown(newConversationId());
    feed.add(delta(['a']));
    await feed.flush();
    feed.shown(conversation);
    for (let others = 0; others < 7; others++) feed.shown(newConversationId());
    feed.add(delta(['b']));
    await feed.flush();
    feed.shown(newConversationId());
    feed.add(delta(['c']));
    await feed.flush();
    expect(asked).toEqual([['a'], ['b']]);
  });

  it('is silent without changes', async () => {
    feed.add({ conversations: [], people: [], timelines: [] });
    clock.advance(1_000);
    await settle();
    expect(emitted).toEqual([]);
  });

  it('tells a change that could not be read as soon as it can be, and no older state of it', async () => {
    const troubled: { failing: boolean } = { failing: true };
    feed = createChangeFeed({
      read: {
        conversationsById: () =>
          troubled.failing ? Promise.reject(new AppError('store_locked')) : Promise.resolve([]),
        people: () => Promise.resolve([]),
        itemsByKey: () => Promise.resolve([]),
        totalUnread: () => Promise.resolve(7),
      },
      clock,
      logger: SILENT_LOGGER,
      emit: (change) => emitted.push(change),
    });
    feed.shown(conversation);
    feed.add(delta(['a']));
    await settle();
    feed.add(delta(['b']));
    clock.advance(1_000);
    await settle();
    expect(emitted).toEqual([]);
    troubled.failing = false;
    clock.advance(1_000);
    await settle();
    expect(emitted).toHaveLength(1);
    expect(emitted[0]?.timelines).toEqual([{ conversation, items: [], removed: [], reset: true }]);
  });

  it('tries no longer than half a minute by itself, and again with the next change', async () => {
    let reads = 0;
    feed = createChangeFeed({
      read: {
        conversationsById: () => {
          reads += 1;
          return Promise.reject(new AppError('store_failed'));
        },
        people: () => Promise.resolve([]),
        itemsByKey: () => Promise.resolve([]),
        totalUnread: () => Promise.resolve(7),
      },
      clock,
      logger: SILENT_LOGGER,
      emit: (change) => emitted.push(change),
    });
    const wait = async (seconds: number): Promise<void> => {
      for (let n = 0; n < seconds; n++) {
        clock.advance(1_000);
        await settle();
      }
    };
    feed.add(delta(['a']));
    await wait(60);
    expect(clock.waiting).toBe(0);
    expect(reads).toBe(31);
    feed.add(delta(['b']));
    await wait(5);
    expect(reads).toBe(32);
  });
});
