import { describe, expect, it } from 'vitest';
import type { NodeStorage } from '../../../../src/relay/storage/node-port.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { directAcross, seqsTold } from '../../../support/node-people.ts';
import { NodeWorld } from '../../../support/node-world.ts';
import { turn } from '../../../support/relay-world.ts';

describe('nodes that have missed something', () => {
  it('[SYN-5] repair a lost notice by the next one', async () => {
    const world = new NodeWorld(2);
    const { anna, bert, id } = await directAcross(world);
    await world.settle(bert);
    world.bus.faults = { lost: 1, doubled: 0, overtaken: 0 };
    await world.node(0).send(anna, id, 'one');
    await world.node(0).send(anna, id, 'two');
    await world.settle(bert);
    expect(seqsTold(bert)).toEqual([1]);
    world.bus.faults = { lost: 0, doubled: 1, overtaken: 0 };
    await world.node(0).send(anna, id, 'three');
    await world.settle(bert);
    expect(seqsTold(bert)).toEqual([1, 2, 3, 4]);
    await world.close();
  });

  it('[SYN-7] repair the last notice too, within half a minute, by what is stored', async () => {
    const world = new NodeWorld(2);
    const { anna, bert, id } = await directAcross(world);
    await world.pass(15_000, bert);
    bert.client.pushes.length = 0;
    world.end(1).cut();
    const { seq } = await world.node(0).send(anna, id, 'one');
    await world.settle(bert);
    expect(bert.client.pushes).toEqual([]);
    await world.pass(15_000, bert);
    expect(bert.client.bodies('timeline.noticed')).toContainEqual({ conversation: id, headSeq: seq });
    const { events } = await bert.client.request('timeline.pull', {
      conversation: id,
      from: 1,
      to: 10,
      limit: 10,
    });
    expect(events.map((event) => event.seq)).toEqual([1, 2]);
    await world.close();
  });

  it('[SYN-7] repair what was lost as soon as the link is back', async () => {
    const world = new NodeWorld(2);
    const { anna, bert, id } = await directAcross(world);
    await world.pass(12_000, bert);
    world.end(1).cut();
    const { seq } = await world.node(0).send(anna, id, 'one');
    await world.settle(bert);
    world.end(1).heal();
    await world.pass(2_000, bert);
    expect(bert.client.bodies('timeline.noticed')).toContainEqual({ conversation: id, headSeq: seq });
    await world.close();
  });

  it('[SYN-7] repair what a node of a later version has said in words of its own, within seconds, as if it were lost', async () => {
    const world = new NodeWorld(2);
    const { anna, bert, id } = await directAcross(world);
    await world.pass(12_000, bert);
    bert.client.pushes.length = 0;
    world.bus.faults = { lost: 1, doubled: 0, overtaken: 0 };
    const { seq } = await world.node(0).send(anna, id, 'one');
    const from = world.node(0).makeId();
    const later = JSON.stringify({
      v: 2,
      from,
      notices: [{ kind: 'timeline.of-tomorrow', conversation: id }],
    });
    for (let said = 0; said < 100; said++) world.end(1).deliver(later);
    await world.settle(bert);
    expect(bert.client.bodies('timeline.noticed')).toEqual([]);
    await world.pass(3_000, bert);
    expect(bert.client.bodies('timeline.noticed')).toEqual([{ conversation: id, headSeq: seq }]);
    await world.close();
  });

  it('[SYN-6] promise nothing that a cut link has kept from them', async () => {
    const world = new NodeWorld(2);
    const { anna, bert, id } = await directAcross(world);
    await world.pull(bert);
    // A moment before the next promise is due.
    await world.pass(29_000, bert);
    bert.client.pushes.length = 0;
    world.end(1).cut();
    await world.node(0).send(anna, id, 'one');
    await world.pass(10_000, bert);
    const names = bert.client.pushes.map(({ push }) => push);
    expect(names.indexOf('sync.checkpoint')).toBeGreaterThan(names.indexOf('timeline.noticed'));
    expect(names).toContain('timeline.noticed');
    await world.close();
  });

  it('count right what was read at another node while the storage did not answer', async () => {
    let failures = 0;
    const storageOf = (shared: NodeStorage): NodeStorage => ({
      ...shared,
      memberReports: (...asked) =>
        failures-- > 0 ? Promise.reject(new AppError('internal')) : shared.memberReports(...asked),
    });
    const world = new NodeWorld(2, {}, storageOf);
    const { anna, bert, id } = await directAcross(world);
    const { seq } = await world.node(0).send(anna, id, 'one');
    await world.settle(bert);
    failures = 1;
    await world.node(1).read(bert, id, 1, seq);
    // Whoever is here is told to sync again, and then gets no old answer.
    await world.pass(500);
    await expect(anna.client.closed).resolves.toMatchObject({ code: 1001 });
    const back = await world.node(0).again(anna);
    const asked = { messages: [{ conversation: id, seqs: [seq] }] };
    const { receipts } = await back.client.request('receipt.counts', asked);
    expect(receipts[0]?.counts).toEqual([{ seq, unread: 0, receivers: 1 }]);
    await world.close();
  });

  it('[SYN-7] compare again soon where the storage has failed', async () => {
    let isAway = false;
    const storageOf = (shared: NodeStorage): NodeStorage => ({
      ...shared,
      changesSince: (...since) =>
        isAway ? Promise.reject(new AppError('internal')) : shared.changesSince(...since),
    });
    const world = new NodeWorld(2, {}, storageOf);
    const { anna, bert, id } = await directAcross(world);
    await world.pass(12_000, bert);
    world.end(1).cut();
    const { seq } = await world.node(0).send(anna, id, 'one');
    await world.settle(bert);
    isAway = true;
    world.end(1).heal();
    await world.pass(2_000, bert);
    isAway = false;
    await world.pass(3_000, bert);
    expect(bert.client.bodies('timeline.noticed')).toContainEqual({ conversation: id, headSeq: seq });
    await world.close();
  });

  it('compare with what is stored every ten seconds, however often the link was cut', async () => {
    const compared = [0, 0];
    const storageOf = (shared: NodeStorage, node: number): NodeStorage => ({
      ...shared,
      signedInDevices: (devices) => {
        compared[node] = (compared[node] ?? 0) + 1;
        return shared.signedInDevices(devices);
      },
    });
    const world = new NodeWorld(2, {}, storageOf);
    const { anna, id } = await directAcross(world);
    for (let times = 0; times < 5; times++) {
      // There is something to compare, which takes a while, and meanwhile the link is back again.
      await world.node(0).send(anna, id, 'hello');
      world.end(1).cut();
      world.end(1).heal();
      await world.pass(500);
    }
    await world.pass(10_000);
    compared.fill(0);
    await world.pass(60_000);
    expect(compared).toEqual([6, 6]);
    await world.close();
  });

  it('leave the storage alone once they are closed, whatever they were doing', async () => {
    let asked = 0;
    const storageOf = (shared: NodeStorage): NodeStorage => ({
      ...shared,
      changesSince: (...since) => {
        asked++;
        return shared.changesSince(...since);
      },
      memberReports: async (...reports) => {
        await turn();
        asked++;
        return shared.memberReports(...reports);
      },
    });
    const world = new NodeWorld(2, {}, storageOf);
    const { anna, bert, id } = await directAcross(world);
    const { seq } = await world.node(0).send(anna, id, 'one');
    await world.settle(bert);
    await world.node(1).read(bert, id, seq);
    // The first node is about to compare, and asks already who has read.
    world.end(0).cut();
    world.end(0).heal();
    await world.pass(60);
    await world.node(0).relay.close();
    await world.node(1).relay.close();
    asked = 0;
    world.node(0).clock.advance(20_000);
    await turn();
    await turn();
    expect(asked).toBe(0);
  });
});
