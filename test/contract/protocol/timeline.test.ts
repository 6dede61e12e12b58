import { describe, expect, it } from 'vitest';
import { RelayWorld } from '../../support/relay-world.ts';
import { expectCode } from '../../support/expect-code.ts';
import { STORAGES } from '../../support/storages.ts';

describe.each(STORAGES)('timeline on $name', ({ open }) => {
  it('[SEQ-1] gives seqs in order of commit without holes, whatever the clock says', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.group(anna, bo);
    const first = await world.send(anna, id, 'one');
    world.clock.shiftWall(-3_600_000);
    const second = await world.send(bo, id, 'two');
    world.clock.shiftWall(7_200_000);
    const third = await world.send(anna, id, 'three');
    expect([first.seq, second.seq, third.seq]).toEqual([2, 3, 4]);
    expect(second.at).toBeLessThan(first.at);
  });

  it('[SEQ-1] [SEQ-3] keeps many sends of one connection in their order, as seqs and as pushes', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.group(anna, bo);
    const sent = await Promise.all(
      Array.from({ length: 60 }, (_, index) => world.send(anna, id, `m${index}`)),
    );
    expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_, index) => index + 2));
    await world.settle(anna, bo);
    for (const { client } of [anna, bo]) {
      const seqs = client.bodies('timeline.appended').map(({ event }) => event.seq);
      expect(seqs).toEqual([1, ...sent.map(({ seq }) => seq)]);
    }
  });

  it('[SEQ-2] [FRM-5] stores a message once when it is sent twice, also at the same time', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.group(anna, bo);
    const clientId = world.newClientId();
    const [one, two] = await Promise.all([
      world.send(anna, id, 'once', clientId),
      world.send(anna, id, 'once', clientId),
    ]);
    const later = await world.send(anna, id, 'once', clientId);
    expect(two).toEqual(one);
    expect(later).toEqual(one);
    const other = await world.send(bo, id, 'not the same sender', clientId);
    expect(other.seq).toBe(one.seq + 1);
    await world.settle(bo);
    expect(bo.client.bodies('timeline.appended').map(({ event }) => event.seq)).toEqual([1, 2, 3]);
  });

  it('[SEQ-2] says of what is stored that it is, also to who has left since, and stores nothing more of theirs', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.group(anna, bo);
    const clientId = world.newClientId();
    const sent = await world.send(bo, id, 'before', clientId);
    await bo.client.request('conversation.leave', { conversation: id });
    expect(await world.send(bo, id, 'before', clientId)).toEqual(sent);
    await expectCode(world.send(bo, id, 'after'), 'not_found');
  });

  it('[SEQ-3] pushes to every device of every member, the sending one too, and to nobody else', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const phone = await world.device('anna');
    const bo = await world.register('bo');
    const eve = await world.register('eve');
    const { id } = await world.group(anna, bo);
    const { seq } = await world.send(anna, id, 'hello');
    await world.settle(anna, phone, bo, eve);
    for (const { client } of [anna, phone, bo]) {
      expect(client.bodies('timeline.appended').at(-1)?.event).toMatchObject({ seq, sender: anna.user });
    }
    expect(eve.client.pushes).toEqual([]);
  });

  it('[SEQ-4] pulls ascending pages, nearest to the end first, and nothing outside the asked range', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    for (let i = 0; i < 20; i++) await world.send(anna, id, `m${i}`);
    const pull = async (from: number, to: number, limit: number): Promise<number[]> => {
      const args = { conversation: id, from, to, limit };
      const { events } = await anna.client.request('timeline.pull', args);
      return events.map(({ seq }) => seq);
    };
    expect(await pull(1, 21, 5)).toEqual([17, 18, 19, 20, 21]);
    expect(await pull(1, 16, 5)).toEqual([12, 13, 14, 15, 16]);
    expect(await pull(3, 4, 200)).toEqual([3, 4]);
    expect(await pull(20, 500, 200)).toEqual([20, 21]);
    expect(await pull(30, 40, 200)).toEqual([]);
    await expectCode(
      anna.client.request('timeline.pull', { conversation: id, from: 5, to: 4, limit: 1 }),
      'bad_args',
    );
  });

  it('[SEQ-4] ends a page at about 512 KiB and never gives an empty one for a large event', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    const text = '读'.repeat(16_000);
    for (let i = 0; i < 15; i++) await world.send(anna, id, text);
    const args = { conversation: id, from: 1, to: 16, limit: 200 };
    const { events } = await anna.client.request('timeline.pull', args);
    expect(events.at(-1)?.seq).toBe(16);
    expect(events.length).toBeGreaterThan(5);
    expect(events.length).toBeLessThan(13);
  });

  it('[SEQ-6] counts messages, and only messages, in the ordinal', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    await world.send(anna, id, 'one');
    await anna.client.request('conversation.rename', { conversation: id, title: 'Other' });
    const { ordinal } = await world.send(anna, id, 'two');
    expect(ordinal).toBe(2);
    const { events } = await anna.client.request('timeline.pull', {
      conversation: id,
      from: 1,
      to: 9,
      limit: 9,
    });
    expect(events.map((event) => event.ordinal)).toEqual([0, 1, 1, 2]);
  });

  it('[SEQ-7] a send that races with a removal is either before it or refused', async () => {
    const world = new RelayWorld({ storage: open() });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.group(anna, bo);
    const removal = anna.client.request('conversation.removeMembers', { conversation: id, users: [bo.user] });
    const sends = await Promise.allSettled(Array.from({ length: 30 }, () => world.send(bo, id, 'me too')));
    await removal;
    const { events } = await anna.client.request('timeline.pull', {
      conversation: id,
      from: 1,
      to: 99,
      limit: 99,
    });
    const removedAt = events.find(({ kind }) => kind === 'member.removed')?.seq ?? 0;
    for (const send of sends) {
      if (send.status === 'fulfilled') expect(send.value.seq).toBeLessThan(removedAt);
      else expect(send.reason).toMatchObject({ code: 'not_found' });
    }
    expect(events.filter((event) => event.sender === bo.user && event.seq > removedAt)).toEqual([]);
  });
});
