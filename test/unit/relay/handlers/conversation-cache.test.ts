import { describe, expect, it } from 'vitest';
import { NO_EFFECTS } from '../../../../src/relay/domain/event-effects.ts';
import { ConversationCache } from '../../../../src/relay/handlers/conversation-cache.ts';
import { openMemoryRelayStorage } from '../../../../src/relay/storage/memory/memory-relay-storage.ts';
import type { RelayStorage } from '../../../../src/relay/storage/port.ts';
import type { TimelineEvent } from '../../../../src/shared/model/event.ts';
import { ClientId, ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { seededIds } from '../../../support/seeded-random.ts';

const makeId = seededIds(7);
const creator = UserId.parse(makeId());

interface Stage {
  readonly storage: RelayStorage;
  readonly loads: ConversationId[];
  readonly cache: ConversationCache;
  readonly group: () => Promise<ConversationId>;
  readonly append: (conversation: ConversationId) => Promise<TimelineEvent>;
}

async function stage(limits = { conversations: 10, events: 1_000 }): Promise<Stage> {
  const memory = openMemoryRelayStorage();
  await memory.createAccount({
    id: creator,
    name: 'anna',
    displayName: 'Anna',
    passwordHash: '',
    createdAt: 0,
  });
  const loads: ConversationId[] = [];
  const storage: RelayStorage = {
    ...memory,
    loadConversation: (id) => {
      loads.push(id);
      return memory.loadConversation(id);
    },
  };
  return {
    storage,
    loads,
    cache: new ConversationCache(storage, limits),
    async group() {
      const id = ConversationId.parse(makeId());
      const clientId = ClientId.parse(makeId());
      await storage.createConversation({
        kind: 'group',
        id,
        creator,
        clientId,
        title: 'G',
        users: [],
        at: 0,
      });
      return id;
    },
    async append(conversation) {
      const event = {
        kind: 'message.created',
        clientId: ClientId.parse(makeId()),
        content: { type: 'text', text: 'hi' },
      } as const;
      const outcome = await storage.append({ conversation, sender: creator, at: 0, event, roles: ['owner'] });
      if (outcome.kind !== 'appended') throw new Error(outcome.kind);
      return outcome.event;
    },
  };
}

describe('conversation cache', () => {
  it('loads once for uses that come together, and runs them in order', async () => {
    const { cache, loads, group } = await stage();
    const id = await group();
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => cache.use(id, () => order.push(n))));
    await cache.use(id, () => order.push(4));
    expect(order).toEqual([1, 2, 3, 4]);
    expect(loads).toEqual([id]);
  });

  it('keeps the least recently used out, by number and by events', async () => {
    const byNumber = await stage({ conversations: 2, events: 1_000 });
    const [a, b, c] = [await byNumber.group(), await byNumber.group(), await byNumber.group()];
    for (const id of [a, b, a, c, a, b]) await byNumber.cache.use(id, () => undefined);
    expect(byNumber.loads).toEqual([a, b, c, b]);
    expect(byNumber.cache.size).toBe(2);

    const byEvents = await stage({ conversations: 10, events: 6 });
    const [x, y] = [await byEvents.group(), await byEvents.group()];
    await byEvents.cache.use(x, () => undefined);
    for (let i = 0; i < 5; i++) {
      await byEvents.cache.applyEvent(await byEvents.append(x), NO_EFFECTS, () => undefined);
    }
    await byEvents.cache.use(y, () => undefined);
    expect(byEvents.cache.size).toBe(1);
  });

  it('[SEQ-1] applies events in order, skips what was loaded, reloads over a gap', async () => {
    const { cache, loads, group, append } = await stage();
    const id = await group();
    await cache.use(id, () => undefined);
    const [two, three, four] = [await append(id), await append(id), await append(id)];
    const headAfter = (event: TimelineEvent): Promise<number> =>
      cache.applyEvent(event, NO_EFFECTS, (state) => state.headSeq);
    expect(await headAfter(two)).toBe(2);
    expect(loads).toHaveLength(1);
    expect(await headAfter(four)).toBe(4);
    expect(loads).toHaveLength(2);
    expect(await headAfter(three)).toBe(4);
    expect(await headAfter(four)).toBe(4);
    expect(loads).toHaveLength(2);
  });

  it('is right when an append is committed while the conversation is being loaded', async () => {
    const { cache, group, append } = await stage();
    const id = await group();
    const heads: number[] = [];
    const using = cache.use(id, (state) => heads.push(state?.headSeq ?? 0));
    const event = await append(id);
    await Promise.all([using, cache.applyEvent(event, NO_EFFECTS, (state) => heads.push(state.headSeq))]);
    expect(heads.at(-1)).toBe(2);
  });

  it('loads anew what is forgotten, also while it is being loaded', async () => {
    const { cache, loads, group, append } = await stage();
    const id = await group();
    const head = () => cache.use(id, (state) => state?.headSeq);
    const asked = head();
    const appending = append(id);
    cache.forget(id);
    expect(await asked).toBe(2);
    await appending;
    await append(id);
    expect(await head()).toBe(2);
    cache.forget(id);
    expect(await head()).toBe(3);
    expect(loads).toHaveLength(3);
  });

  it('gives undefined for what does not exist and keeps nothing of it', async () => {
    const { cache } = await stage();
    expect(await cache.use(ConversationId.parse(makeId()), (state) => state)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('rejects when loading fails, and tries again at the next use', async () => {
    const { storage, group } = await stage();
    const id = await group();
    let fails = true;
    const flaky: RelayStorage = {
      ...storage,
      loadConversation: (one) => (fails ? Promise.reject(new Error('disk')) : storage.loadConversation(one)),
    };
    const cache = new ConversationCache(flaky, { conversations: 10, events: 10 });
    await expect(cache.use(id, () => 1)).rejects.toThrow('disk');
    fails = false;
    expect(await cache.use(id, (state) => state?.headSeq)).toBe(1);
    await expectCode(
      cache.use(id, () => {
        throw new Error('in the use');
      }),
      'internal',
    );
  });
});
