import { describe, expect, it } from 'vitest';
import { Notice } from '../../../../src/relay/cluster/notice.ts';
import { ReadTeller } from '../../../../src/relay/node/read-follower.ts';
import type { NodeStorage } from '../../../../src/relay/storage/node-port.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import { rangeSetHas } from '../../../../src/shared/model/range-set.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { NodeWorld } from '../../../support/node-world.ts';
import { seededIds } from '../../../support/seeded-random.ts';

describe('what is read at one of several nodes', () => {
  it('[RCP-14] is told to nobody at another where the reader does not want it', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    await bert.client.request('receipt.setDirect', { direct: false });
    const { id } = await world.node(0).direct(anna, bert);
    const { seq } = await world.node(0).send(anna, id, 'one');
    await world.pass(12_000, anna, bert);
    await world.node(1).read(bert, id, seq);
    await world.pass(2_000, anna);
    const asked = { messages: [{ conversation: id, seqs: [seq] }] };
    const { receipts } = await anna.client.request('receipt.counts', asked);
    expect(receipts[0]?.counts).toEqual([{ seq, unread: 1, receivers: 1 }]);
    expect(anna.client.bodies('receipt.updated')).toEqual([]);
    await world.close();
  });

  it('[RCP-6] brings in the message at another, where no notice has told of that', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    const elsewhere = await world.node(1).device('anna');
    const { id } = await world.node(0).direct(anna, bert);
    await world.pass(12_000, anna, bert);
    world.bus.faults = { lost: 1, doubled: 0, overtaken: 0 };
    const { seq } = await world.node(1).send(elsewhere, id, 'one');
    await world.settle(bert);
    world.bus.faults = { lost: 0, doubled: 0, overtaken: 0 };
    await world.node(1).read(bert, id, seq);
    await world.pass(2_000, anna);
    expect(anna.client.bodies('timeline.appended').at(-1)?.event.seq).toBe(seq);
    expect(anna.client.bodies('receipt.updated').at(-1)?.counts).toEqual([{ seq, unread: 0, receivers: 1 }]);
    await world.close();
  });

  it.each([true, false])(
    '[RCP-7] is told to the reader’s device that reports next, where no notice has come; in memory there: %s',
    async (isLoaded) => {
      const world = new NodeWorld(2, isLoaded ? {} : { cacheLimits: { conversations: 1 } });
      const anna = await world.node(0).register('anna');
      const bert = await world.node(1).register('bert');
      const carl = await world.node(1).register('carl');
      const elsewhere = await world.node(0).device('bert');
      const { id } = await world.node(0).group(anna, bert);
      const other = await world.node(1).direct(bert, carl);
      const { seq: first } = await world.node(0).send(anna, id, 'one');
      const { seq: second } = await world.node(0).send(anna, id, 'two');
      await world.pass(12_000, anna, bert, elsewhere);
      world.bus.faults = { lost: 1, doubled: 0, overtaken: 0 };
      await world.node(0).read(elsewhere, id, first);
      await world.pass(100, anna);
      // Something else takes its place in memory.
      await world.node(1).send(carl, other.id, 'you?');
      world.bus.faults = { lost: 0, doubled: 0, overtaken: 0 };
      // It covers all traces of the other report in what is stored.
      await world.node(1).read(bert, id, second);
      await world.pass(15_000, anna, bert, elsewhere);
      const reads = bert.client.bodies('read.updated').map(({ read }) => read);
      const heads = bert.client.bodies('conversation.changed').map(({ conversation }) => conversation.read);
      expect([...reads, ...heads].some((read) => rangeSetHas(read, first) && rangeSetHas(read, second))).toBe(
        true,
      );
      await world.close();
    },
  );

  it.each([
    { place: 'in memory', isEvicted: false, isAsked: false },
    { place: 'not in memory', isEvicted: true, isAsked: false },
    { place: 'loaded since', isEvicted: true, isAsked: true },
  ])(
    '[RCP-6] is told to the sender at every node, though its answer was lost and the next report has covered it; there: $place',
    async ({ isEvicted, isAsked }) => {
      const world = new NodeWorld(3, isEvicted ? { cacheLimits: { conversations: 1 } } : {});
      const anna = await world.node(0).register('anna');
      const bert = await world.node(1).register('bert');
      const carl = await world.node(0).register('carl');
      // The sender is where one device reports, and where the other does, and at a third node.
      const senders = [anna, await world.node(1).device('anna'), await world.node(2).device('anna')];
      const elsewhere = await world.node(2).device('bert');
      const { id } = await world.node(0).group(anna, bert);
      const others = await Promise.all([anna, bert, carl].map((one) => world.node(0).group(one)));
      const { seq: first } = await world.node(0).send(anna, id, 'one');
      const { seq: second } = await world.node(0).send(anna, id, 'two');
      await world.pass(25_000, ...senders, bert, elsewhere);
      const { storage } = world.node(1);
      const report = storage.report.bind(storage);
      storage.report = async (request) => {
        await report(request);
        throw new AppError('internal', 'the link was cut after the commit');
      };
      await expectCode(world.node(1).read(bert, id, first), 'internal');
      storage.report = report;
      if (isEvicted) {
        // Something else takes its place in memory at each node.
        for (const [index, actor] of [anna, bert, elsewhere].entries()) {
          const other = others[index === 0 ? 0 : 1];
          await world.node(index).send(actor, other?.id ?? id, 'else');
        }
      }
      const asked = { messages: [{ conversation: id, seqs: [second] }] };
      if (isAsked) for (const { client } of senders) await client.request('receipt.counts', asked);
      for (const { client } of senders) client.pushes.length = 0;
      // It covers all traces of the other report in what is stored.
      await world.node(2).read(elsewhere, id, second);
      await world.pass(3_000, ...senders);
      for (const { client } of senders) {
        const counts = client.bodies('receipt.updated').flatMap((body) => body.counts);
        const isNoticed = client.bodies('timeline.noticed').some(({ conversation }) => conversation === id);
        expect(isNoticed || counts.some(({ seq, unread }) => seq === first && unread === 0)).toBe(true);
      }
      await world.close();
    },
  );

  it.each([true, false])(
    '[RCP-6] is told to the sender at every node, though its answer was lost and the reader was removed; in memory there: %s',
    async (isLoaded) => {
      const world = new NodeWorld(2, isLoaded ? {} : { cacheLimits: { conversations: 1 } });
      const anna = await world.node(0).register('anna');
      const bert = await world.node(1).register('bert');
      const elsewhere = await world.node(1).device('anna');
      const { id } = await world.node(0).group(anna, bert);
      const other = await world.node(0).group(anna);
      const { seq } = await world.node(0).send(anna, id, 'one');
      await world.pass(25_000, anna, bert, elsewhere);
      const { storage } = world.node(1);
      const report = storage.report.bind(storage);
      storage.report = async (request) => {
        await report(request);
        throw new AppError('internal', 'the link was cut after the commit');
      };
      await expectCode(world.node(1).read(bert, id, seq), 'internal');
      storage.report = report;
      await world.node(0).send(anna, other.id, 'else');
      await world.node(1).send(elsewhere, other.id, 'else');
      // It covers all traces of the report.
      await anna.client.request('conversation.removeMembers', { conversation: id, users: [bert.user] });
      await world.pass(5_000, anna, elsewhere);
      for (const { client } of [anna, elsewhere]) {
        const counts = client.bodies('receipt.updated').flatMap((body) => body.counts);
        expect(counts).toContainEqual({ seq, unread: 0, receivers: 1 });
      }
      await world.close();
    },
  );

  it('[RCP-6] is told to the sender also where the next report has covered it in the midst of a comparison', async () => {
    const meanwhile: (() => Promise<unknown>)[] = [];
    const storageOf = (shared: NodeStorage, node: number): NodeStorage => ({
      ...shared,
      changesSince: async (...asked) => {
        if (node === 0) await meanwhile.pop()?.();
        return shared.changesSince(...asked);
      },
    });
    const world = new NodeWorld(2, { cacheLimits: { conversations: 1 } }, storageOf);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    const { id } = await world.node(0).group(anna, bert);
    const other = await world.node(0).group(anna);
    const { seq: first } = await world.node(0).send(anna, id, 'one');
    const { seq: second } = await world.node(0).send(anna, id, 'two');
    await world.pass(25_000, anna, bert);
    await world.node(0).send(anna, other.id, 'else');
    const { storage } = world.node(1);
    // Nobody tells of the first report, and of the second one late.
    world.bus.faults = { lost: 1, doubled: 0, overtaken: 0 };
    await world.node(1).read(bert, id, first);
    const covered = await storage.position();
    meanwhile.push(() => world.node(1).read(bert, id, second));
    while (meanwhile.length > 0) await world.pass(500);
    await world.pass(500, anna);
    world.bus.faults = { lost: 0, doubled: 0, overtaken: 0 };
    anna.client.pushes.length = 0;
    const positions = [await storage.position()];
    const late = {
      kind: 'reads',
      conversation: id,
      users: [bert.user],
      positions,
      ranges: [[second, second]],
    };
    const from = world.node(1).makeId();
    world.end(0).deliver(JSON.stringify({ v: 1, from, notices: [{ ...late, covered: [covered] }] }));
    await world.pass(1_500, anna);
    expect(anna.client.bodies('timeline.noticed')).toEqual([{ conversation: id, headSeq: second }]);
    await world.close();
  });

  it('[RCP-6] is told by a node that ends in order', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    const { id } = await world.node(0).direct(anna, bert);
    const { seq } = await world.node(0).send(anna, id, 'one');
    await world.pass(12_000, anna, bert);
    await world.node(1).read(bert, id, seq);
    await world.node(1).relay.close();
    await world.pass(1_500, anna);
    expect(anna.client.bodies('receipt.updated').at(-1)?.counts).toEqual([{ seq, unread: 0, receivers: 1 }]);
    await world.close();
  });

  it.each([true, false])(
    '[RCP-6] is told at another by what is stored later, where no notice has come; in memory there: %s',
    async (isLoaded) => {
      const world = new NodeWorld(2, isLoaded ? {} : { cacheLimits: { conversations: 1 } });
      const anna = await world.node(0).register('anna');
      const bert = await world.node(1).register('bert');
      const carl = await world.node(1).register('carl');
      const { id } = await world.node(0).group(anna, bert);
      const { seq } = await world.node(0).send(anna, id, 'one');
      await world.pass(12_000, anna, bert);
      world.bus.faults = { lost: 1, doubled: 0, overtaken: 0 };
      await world.node(1).read(bert, id, 1, seq);
      await world.pass(200);
      // Whatever else is used at the first node puts the group out of its memory, if there is no room.
      await world.node(0).direct(anna, carl);
      await world.settle(anna);
      world.bus.faults = { lost: 0, doubled: 0, overtaken: 0 };
      anna.client.pushes.length = 0;
      await world.node(1).settle(bert);
      await bert.client.request('conversation.leave', { conversation: id });
      await world.pass(1_500, anna);
      if (isLoaded) {
        expect(anna.client.bodies('receipt.updated').at(-1)?.counts).toEqual([
          { seq, unread: 0, receivers: 1 },
        ]);
      } else {
        expect(anna.client.bodies('timeline.noticed')).toContainEqual({ conversation: id, headSeq: seq + 1 });
      }
      await world.close();
    },
  );

  it('[SYN-2] takes nothing back at another, where the person has read on since', async () => {
    let isHeld = true;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const storageOf = (shared: NodeStorage): NodeStorage => ({
      ...shared,
      memberReports: async (...asked) => {
        const reports = await shared.memberReports(...asked);
        if (isHeld) await held;
        return reports;
      },
    });
    const world = new NodeWorld(2, {}, storageOf);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    const [here, beside] = [await world.node(0).device('bert'), await world.node(0).device('bert')];
    const { id } = await world.node(0).direct(anna, bert);
    for (let n = 0; n < 2; n++) await world.node(0).send(anna, id, 'hello');
    await world.settle(bert);
    await world.node(1).read(bert, id, 1, 2);
    await world.pass(500, here);
    await world.node(0).read(here, id, 1, 3);
    isHeld = false;
    release();
    await world.settle(beside);
    expect(beside.client.bodies('read.updated').map(({ unread }) => unread)).toEqual([0]);
    await world.close();
  });

  it('fits into notices, whoever reads how much', () => {
    const makeId = seededIds(4);
    const conversation = ConversationId.parse(makeId());
    const clock = new ManualClock();
    const notices: Notice[] = [];
    const teller = new ReadTeller((notice) => notices.push(Notice.parse(notice)), clock);
    const users = Array.from({ length: 250 }, () => UserId.parse(makeId()));
    for (const [index, user] of users.entries()) {
      teller.add(conversation, user, [[2 * index + 1, 2 * index + 1]], {
        position: index + 1_001,
        covered: index + 1,
      });
    }
    clock.advance(100);
    const told = notices.flatMap((notice) => (notice.kind === 'reads' ? [notice] : []));
    expect(told.flatMap((notice) => notice.users)).toEqual(users);
    expect(told.flatMap(({ positions }) => positions)).toEqual(users.map((_, index) => index + 1_001));
    expect(told.flatMap(({ covered }) => covered ?? [])).toEqual(users.map((_, index) => index + 1));
    for (const [index, user] of users.entries()) {
      const notice = told.find((one) => one.users.includes(user));
      expect(rangeSetHas(notice?.ranges ?? [], 2 * index + 1)).toBe(true);
    }
  });
});
