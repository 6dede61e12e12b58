import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../../src/relay/session/token-bucket.ts';
import { WriteTurn } from '../../../../src/relay/session/write-turn.ts';
import { openMemoryRelayStorage } from '../../../../src/relay/storage/memory/memory-relay-storage.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { RelayWorld, turn } from '../../../support/relay-world.ts';

describe('session', () => {
  it('[CON-8] a bucket refills with time, never beyond its burst', () => {
    const clock = new ManualClock();
    const bucket = new TokenBucket(clock, 10, 3);
    const takes = (): boolean[] => [1, 2, 3, 4].map(() => bucket.take());
    expect(takes()).toEqual([true, true, true, false]);
    clock.advance(100);
    expect(takes()).toEqual([true, false, false, false]);
    clock.advance(60_000);
    expect(takes()).toEqual([true, true, true, false]);
  });

  it('gathers what a turn sends and flushes each sender once', () => {
    const tasks: (() => void)[] = [];
    const flushed: string[] = [];
    const writes = new WriteTurn((task) => tasks.push(task), new ManualClock());
    writes.add({ flush: () => flushed.push('a') });
    writes.add({ flush: () => flushed.push('b') });
    expect([tasks.length, flushed]).toEqual([1, []]);
    tasks.forEach((task) => task());
    expect(flushed).toEqual(['a', 'b']);
    writes.add({ flush: () => flushed.push('c') });
    expect(tasks).toHaveLength(2);
  });

  it('rests after a flush to many, so that what a busy group sends meanwhile shares its writes', () => {
    const clock = new ManualClock();
    const tasks: (() => void)[] = [];
    const gathering = new WriteTurn((task) => tasks.push(task), clock);
    const flushed: string[] = [];
    for (let i = 0; i < 640; i++) gathering.gather({ flush: () => flushed.push('many') });
    tasks.shift()?.();
    gathering.gather({ flush: () => flushed.push('next') });
    expect([tasks.length, flushed.length]).toEqual([0, 640]);
    gathering.add({ flush: () => flushed.push('reply') });
    tasks.shift()?.();
    expect(flushed.at(-1)).toBe('reply');
    clock.advance(20);
    tasks.shift()?.();
    expect(flushed.at(-1)).toBe('next');
  });

  it('lets others have their turn while it writes to thousands, and loses nobody', () => {
    const tasks: (() => void)[] = [];
    const gathering = new WriteTurn((task) => tasks.push(task), new ManualClock());
    const flushed = new Map<number, number>();
    for (let i = 0; i < 2_500; i++)
      gathering.gather({ flush: () => flushed.set(i, (flushed.get(i) ?? 0) + 1) });
    const sizes: number[] = [];
    for (let task = tasks.shift(); task; task = tasks.shift()) {
      task();
      sizes.push(flushed.size);
    }
    expect(sizes).toEqual([1_000, 2_000, 2_500]);
    expect(new Set(flushed.values())).toEqual(new Set([1]));
  });

  it('lets a reply ride in busy times only, and for 100 ms at most', () => {
    const clock = new ManualClock();
    const writes = new WriteTurn((task) => task(), clock);
    let flushed = 0;
    const reply = { flush: () => flushed++ };
    expect(writes.ride(reply)).toBe(false);
    const tasks: (() => void)[] = [];
    const busy = new WriteTurn((task) => tasks.push(task), clock);
    for (let i = 0; i < 64; i++) busy.gather({ flush: () => undefined });
    tasks.shift()?.();
    expect(busy.ride(reply)).toBe(true);
    clock.advance(99);
    expect(flushed).toBe(0);
    clock.advance(1);
    expect(flushed).toBe(1);
    clock.advance(900);
    expect(busy.ride(reply)).toBe(false);
  });

  it('[SYN-6] makes everybody sync again when a committed event cannot be told', async () => {
    const storage = openMemoryRelayStorage();
    let fails = false;
    const flaky = {
      ...storage,
      heads: (...args: Parameters<typeof storage.heads>) =>
        fails ? Promise.reject(new Error('disk')) : storage.heads(...args),
    };
    const world = new RelayWorld({ storage: flaky });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id: conversation } = await world.group(anna, bo);
    fails = true;
    const renamed = anna.client.request('conversation.rename', { conversation, title: 'New' });
    expect(await bo.client.closed).toMatchObject({ code: 1001 });
    await renamed.catch(() => undefined);
    fails = false;
    const back = await world.again(bo);
    const { conversations } = await back.client.request('sync.pull', { position: 0, limit: 9 });
    expect(conversations[0]).toMatchObject({ title: 'New' });
  });

  it('leaves no timer and no session behind when clients go', async () => {
    const world = new RelayWorld();
    const idle = world.clock.waiting;
    for (let i = 0; i < 20; i++) {
      const { client, pair } = world.connect();
      if (i % 2 === 0) await client.hello();
      pair.cut();
    }
    await turn();
    expect(world.relay.stats()).toMatchObject({ connections: 0, signedIn: 0, openRequests: 0 });
    expect(world.clock.waiting).toBe(idle);
  });
});
