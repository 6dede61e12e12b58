import { describe, expect, it } from 'vitest';
import { RelayWorld, turn } from '../../support/relay-world.ts';
import { STORAGES } from '../../support/storages.ts';

const CHECKPOINT_MS = 30_000;

describe.each(STORAGES)('sync on $name', ({ open }) => {
  it('[SYN-1] gives all heads in pages, then only what changed', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await world.group(anna)).id);
    const seen: string[] = [];
    const first = await anna.client.request('sync.pull', { position: 0, limit: 2 });
    for (let page = first; ;) {
      seen.push(...page.conversations.map(({ id }) => id));
      const after = page.conversations.at(-1)?.id;
      if (!page.more || !after) break;
      page = await anna.client.request('sync.pull', { position: 0, after, limit: 2 });
    }
    expect(seen).toEqual(ids.toSorted());
    const { position } = first;
    expect((await anna.client.request('sync.pull', { position, limit: 9 })).conversations).toEqual([]);
    await world.send(anna, ids[3] as never, 'hi');
    const changed = await anna.client.request('sync.pull', { position, limit: 9 });
    expect(changed.conversations.map(({ id }) => id)).toEqual([ids[3]]);
  });

  it('[SYN-1] what changes between two pages is in a later page or after the first position', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const ids = [];
    for (let i = 0; i < 4; i++) ids.push((await world.group(anna)).id);
    ids.sort();
    const first = await anna.client.request('sync.pull', { position: 0, limit: 2 });
    await world.send(anna, ids[0] as never, 'changed behind the page');
    const after = first.conversations.at(-1)?.id;
    const second = await anna.client.request('sync.pull', {
      position: 0,
      limit: 2,
      ...(after ? { after } : {}),
    });
    expect(second.more).toBe(false);
    const next = await anna.client.request('sync.pull', { position: first.position, limit: 9 });
    expect(next.conversations.map(({ id }) => id)).toEqual([ids[0]]);
  });

  it('[SYN-2] appends, my membership, my reading and others reading are changes, storing is none', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id: conversation } = await world.group(anna, bo);
    let position = 0;
    const changes = async (): Promise<number> => {
      const page = await anna.client.request('sync.pull', { position, limit: 9 });
      position = page.position;
      return page.conversations.length;
    };
    expect(await changes()).toBe(1);
    expect(await changes()).toBe(0);
    await world.send(bo, conversation, 'hi');
    expect(await changes()).toBe(1);
    await world.read(anna, conversation, 2);
    expect(await changes()).toBe(1);
    await world.send(anna, conversation, 'ho');
    expect(await changes()).toBe(1);
    await world.acknowledge(bo, conversation, 3);
    expect(await changes()).toBe(0);
    await world.read(bo, conversation, 3);
    expect(await changes()).toBe(1);
    await world.read(bo, conversation, 3);
    expect(await changes()).toBe(0);
    await bo.client.request('conversation.leave', { conversation });
    expect(await changes()).toBe(1);
  });

  it('[SYN-3] pushes start with the sign-in: nothing falls between it and the first pull', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.group(anna, bo);
    bo.client.close();
    await bo.client.closed;
    const { client, pair } = world.connect({ carries: false });
    const resumed = client.resume(bo.token);
    // The relay has signed the device in; its reply is still on the way.
    while (world.relay.stats().signedIn < 2) {
      pair.deliver('to-relay');
      pair.deliver('to-client');
      await turn();
    }
    await world.send(anna, id, 'in between');
    pair.deliverAll();
    await resumed;
    expect(client.bodies('timeline.appended').map(({ event }) => event.seq)).toEqual([2]);
    const kinds = client.frames.map((text) => ('push' in (JSON.parse(text) as object) ? 'push' : 'reply'));
    expect(kinds).toEqual(['reply', 'reply', 'push']);
  });

  it('[SYN-4] a head has seq, ordinal, stays, read set and badge, and no content', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.group(anna, bo);
    await world.send(anna, id, 'very secret words');
    await world.send(bo, id, 'more secret words');
    await world.read(bo, id, 2);
    const { conversations } = await bo.client.request('sync.pull', { position: 0, limit: 9 });
    expect(conversations).toEqual([
      {
        id,
        kind: 'group',
        title: 'Group',
        peer: null,
        memberCount: 2,
        memberships: [{ joined: 1, left: null }],
        role: 'member',
        headSeq: 3,
        headOrdinal: 2,
        read: [[2, 3]],
        unread: 0,
        receipts: 'on',
        report: { messages: 10, withinMs: 1_000 },
      },
    ]);
    const answer = bo.client.frames.findLast((text) => text.includes('"conversations"'));
    expect(answer).not.toContain('secret');
  });

  it('[SYN-6] sends a checkpoint every 30 s, whose position leaves nothing to pull', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.group(anna, bo);
    await anna.client.request('sync.pull', { position: 0, limit: 9 });
    await world.send(bo, id, 'hi');
    await world.pass(CHECKPOINT_MS - 1, anna);
    expect(anna.client.bodies('sync.checkpoint')).toEqual([]);
    await world.pass(1, anna, bo);
    const [checkpoint] = anna.client.bodies('sync.checkpoint');
    const position = checkpoint?.position ?? 0;
    expect((await anna.client.request('sync.pull', { position, limit: 9 })).conversations).toEqual([]);
    expect(
      (await anna.client.request('sync.pull', { position: position - 1, limit: 9 })).conversations,
    ).toHaveLength(1);
    expect(bo.client.bodies('sync.checkpoint')).toEqual([]);
    await world.pass(CHECKPOINT_MS, anna);
    expect(anna.client.bodies('sync.checkpoint')).toHaveLength(2);
  });

  it('[SYN-6] no checkpoint passes receipts or events that are still on their way', async () => {
    const storage = open();
    let release = (): void => undefined;
    let gate = Promise.resolve();
    const slow = {
      ...storage,
      // Committed, but the relay has not heard of it yet.
      append: (...args: Parameters<typeof storage.append>) =>
        storage.append(...args).then((outcome) => gate.then(() => outcome)),
    };
    const world = new RelayWorld({ storage: slow });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.group(anna, bo);
    await world.send(anna, id, 'one');
    await anna.client.request('sync.pull', { position: 0, limit: 9 });
    world.clock.advance(CHECKPOINT_MS - 50);
    gate = new Promise((resolve) => (release = resolve));
    await world.read(bo, id, 2);
    const sent = world.send(bo, id, 'two');
    await world.settle(bo);
    await world.pass(60, anna);
    expect(anna.client.bodies('sync.checkpoint')).toEqual([]);
    release();
    await sent;
    await world.settle(anna);
    expect(anna.client.bodies('sync.checkpoint')).toEqual([]);
    await world.pass(1_000, anna);
    const names = anna.client.pushes.map(({ push }) => push).slice(-3);
    expect(names).toEqual(['timeline.appended', 'receipt.updated', 'sync.checkpoint']);
  });
});
