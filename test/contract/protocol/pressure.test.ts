import { describe, expect, it } from 'vitest';
import type { LoopbackPair } from '../../../src/relay/transport/loopback.ts';
import { type Actor, RelayWorld, turn } from '../../support/relay-world.ts';

/** Bytes of a message of which three are more than may wait. */
const LONG = 'x'.repeat(16_000);
const ENOUGH = 20;

async function scene() {
  const world = new RelayWorld({ sessionLimits: { heartbeatMs: 1_000_000 } });
  const anna = await world.register('anna');
  const bo = await world.register('bo');
  const { id } = await world.group(anna, bo);
  const second = await world.group(anna, bo);
  const { client, pair } = world.connect({ carries: false });
  const resumed = client.resume(bo.token);
  await carry(pair);
  await resumed;
  return { world, anna, bo, slow: { ...bo, client, pair }, id, second: second.id };
}

/** Delivers all that waits in both directions. */
async function carry(pair: LoopbackPair): Promise<void> {
  for (let i = 0; i < 6; i++) {
    while (pair.deliver('to-relay') || pair.deliver('to-client'));
    await turn();
  }
}

async function drained({ pair }: Actor, world: RelayWorld): Promise<void> {
  await carry(pair);
  world.clock.advance(100);
  await turn();
  await carry(pair);
}

describe('a connection for which too much waits', () => {
  it('[SYN-7] gets one notice per conversation for all that was left out, and pushes again from then on', async () => {
    const { world, anna, slow, id, second } = await scene();
    for (let i = 0; i < ENOUGH; i++) await world.send(anna, id, LONG);
    const waiting = slow.pair.relay.buffered;
    expect(waiting).toBeGreaterThan(256 * 1024);
    for (let i = 0; i < 5; i++) await world.send(anna, id, LONG);
    await anna.client.request('conversation.rename', { conversation: second, title: 'New' });
    const { seq } = await world.send(anna, second, LONG);
    await turn();
    expect(slow.pair.relay.buffered).toBe(waiting);
    world.clock.advance(100);
    await turn();
    expect(slow.pair.relay.buffered).toBe(waiting);
    await drained(slow, world);
    const pushed = slow.client.bodies('timeline.appended').map(({ event }) => event.seq);
    expect(slow.client.bodies('timeline.noticed')).toEqual([
      { conversation: id, headSeq: ENOUGH + 6 },
      { conversation: second, headSeq: seq },
    ]);
    expect(slow.client.bodies('conversation.changed')).toEqual([]);
    await world.send(anna, id, 'short');
    await carry(slow.pair);
    const later = slow.client.bodies('timeline.appended').map(({ event }) => event.seq);
    expect(later).toEqual([...pushed, ENOUGH + 7]);
    expect(slow.client.bodies('timeline.noticed')).toHaveLength(2);
  });

  it('[SYN-7] still gets its replies; receipts, reads and the newest presence come as notice and news', async () => {
    const { world, anna, bo, slow, id } = await scene();
    const watched = slow.client.request('presence.watch', { users: [anna.user] });
    await carry(slow.pair);
    await watched;
    const mine = await world.send(bo, id, 'mine');
    await carry(slow.pair);
    for (let i = 0; i < ENOUGH; i++) await world.send(anna, id, LONG);
    await world.read(anna, id, mine.seq);
    await world.read(bo, id, mine.seq + 1);
    anna.client.close();
    await turn();
    await world.pass(5_000, bo);
    await world.pass(1_000, bo);
    const reply = slow.client.request('people.get', { users: [anna.user] });
    while (slow.pair.deliver('to-relay'));
    await turn();
    await drained(slow, world);
    expect((await reply).people).toHaveLength(1);
    expect(slow.client.bodies('receipt.updated')).toEqual([]);
    expect(slow.client.bodies('read.updated')).toEqual([]);
    expect(slow.client.bodies('timeline.noticed')).toMatchObject([{ conversation: id }]);
    expect(slow.client.bodies('presence.changed')).toEqual([{ user: anna.user, online: false }]);
  });

  it('[DRF-4] [SYN-7] is told the newest draft of each conversation once it reads again', async () => {
    const { world, anna, bo, slow, id, second } = await scene();
    for (let i = 0; i < ENOUGH; i++) await world.send(anna, id, LONG);
    let base = 0;
    for (const text of ['a', 'ab', 'abc'])
      base = (await bo.client.request('draft.save', { conversation: id, text, base })).revision;
    await bo.client.request('draft.save', { conversation: second, text: 'x', base: 0 });
    await turn();
    expect(slow.client.bodies('draft.changed')).toEqual([]);
    await drained(slow, world);
    const told = slow.client.bodies('draft.changed').map(({ draft }) => draft.text);
    expect(told).toEqual(['abc', 'x']);
  });
});
