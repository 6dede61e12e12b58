import { describe, expect, it } from 'vitest';
import type { NodeStorage } from '../../../../src/relay/storage/node-port.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { directAcross, peopleOf, seqsTold } from '../../../support/node-people.ts';
import { NodeWorld } from '../../../support/node-world.ts';

describe('several nodes of one relay', () => {
  it('[SEQ-3] push what is sent at one of them to the members at all, in order', async () => {
    const world = new NodeWorld(3);
    const [anna, bert, carl] = await peopleOf(world);
    const { id } = await world.node(0).group(anna, bert, carl);
    for (let i = 0; i < 5; i++) {
      await Promise.all([
        world.node(0).send(anna, id, `a${i}`),
        world.node(1).send(bert, id, `b${i}`),
        world.node(2).send(carl, id, `c${i}`),
      ]);
    }
    await world.settle(anna, bert, carl);
    const all = Array.from({ length: 16 }, (_, index) => index + 1);
    for (const actor of [anna, bert, carl]) expect(seqsTold(actor)).toEqual(all);
    await world.close();
  });

  it('[RCP-6] tell a sender at one of them who has read at another, and count the same', async () => {
    const world = new NodeWorld(2);
    const [anna, bert, carl] = await peopleOf(world);
    const { id } = await world.node(0).group(anna, bert, carl);
    const { seq } = await world.node(0).send(anna, id, 'hello');
    await world.settle(bert, carl);
    await world.node(1).read(bert, id, 1, seq);
    await world.pass(2_000, anna);
    const updated = await anna.client.waitFor('receipt.updated');
    expect(updated).toEqual({ conversation: id, counts: [{ seq, unread: 1, receivers: 2 }] });
    const asked = { messages: [{ conversation: id, seqs: [seq] }] };
    expect((await anna.client.request('receipt.counts', asked)).receipts[0]?.counts[0]?.unread).toBe(1);
    const list = { conversation: id, seq, list: 'read', limit: 10 } as const;
    const { entries } = await anna.client.request('receipt.list', list);
    expect(entries).toEqual([{ user: bert.user, delivered: true }]);
    await world.close();
  });

  it('clear the badge of a person at all their devices', async () => {
    const world = new NodeWorld(2);
    const [anna, bert] = await peopleOf(world);
    const elsewhere = await world.node(0).device('bert');
    const { id } = await world.node(0).direct(anna, bert);
    const { seq } = await world.node(0).send(anna, id, 'hello');
    await world.settle(bert);
    await world.node(1).read(bert, id, seq);
    await world.pass(500, elsewhere);
    expect(elsewhere.client.bodies('read.updated').at(-1)).toMatchObject({ conversation: id, unread: 0 });
    await world.close();
  });

  it('[MEM-8] follow memberships, whoever changes them where', async () => {
    const world = new NodeWorld(2);
    const [anna, bert, carl] = await peopleOf(world);
    const { id } = await world.node(0).group(anna, bert);
    await world.settle(bert);
    await anna.client.request('conversation.setRole', { conversation: id, user: bert.user, role: 'admin' });
    await bert.client.request('conversation.addMembers', { conversation: id, users: [carl.user] });
    await anna.client.request('conversation.leave', { conversation: id });
    await world.settle(bert, carl);
    await world.node(1).send(carl, id, 'who is the owner?');
    await world.settle(anna, bert);
    expect(seqsTold(bert)).toEqual([1, 2, 3, 4, 5]);
    // Anna hears of her own leaving, and of nothing after it.
    expect(seqsTold(anna)).toEqual([1, 2, 3, 4]);
    const { members } = await carl.client.request('conversation.members', { conversation: id, limit: 10 });
    expect(members.find(({ user }) => user === bert.user)?.role).toBe('owner');
    await world.close();
  });

  it('[MEM-8] give somebody their first head at once, who is at another node than whoever adds them', async () => {
    const world = new NodeWorld(2);
    const [anna, bert, carl] = await peopleOf(world);
    const { id } = await world.node(0).group(anna, bert);
    await world.settle(bert);
    // The other node has the group in memory.
    await bert.client.request('timeline.pull', { conversation: id, from: 1, to: 1, limit: 1 });
    await anna.client.request('conversation.addMembers', { conversation: id, users: [carl.user] });
    await world.settle(carl);
    expect(carl.client.bodies('conversation.changed').map(({ conversation }) => conversation.id)).toEqual([
      id,
    ]);
    await world.close();
  });

  it('[SYN-2] have somebody who has left ask again who has read what they sent there', async () => {
    const world = new NodeWorld(2);
    const [anna, bert] = await peopleOf(world);
    const { id } = await world.node(0).group(anna, bert);
    const { seq } = await world.node(1).send(bert, id, 'one');
    await bert.client.request('conversation.leave', { conversation: id });
    await world.pass(15_000, bert);
    bert.client.pushes.length = 0;
    world.end(1).cut();
    await world.node(0).read(anna, id, seq);
    await world.pass(15_000, bert);
    expect(bert.client.bodies('timeline.noticed')).toEqual([{ conversation: id, headSeq: seq + 1 }]);
    const asked = { messages: [{ conversation: id, seqs: [seq] }] };
    expect((await bert.client.request('receipt.counts', asked)).receipts[0]?.counts).toEqual([
      { seq, unread: 0, receivers: 1 },
    ]);
    await world.close();
  });

  it('answer for what their clients have heard at another node before they have themselves', async () => {
    const world = new NodeWorld(2);
    const { anna, bert, id } = await directAcross(world);
    await world.settle(bert);
    world.end(1).cut();
    const { seq } = await world.node(0).send(anna, id, 'one');
    const back = await world.node(1).again(bert);
    const pull = { conversation: id, from: 1, to: seq, limit: 10 };
    expect((await back.client.request('timeline.pull', pull)).events).toHaveLength(2);
    await world.node(1).send(bert, id, 'two');
    await world.node(0).read(anna, id, 1, seq + 1);
    expect((await world.pull(anna)).conversations[0]?.unread).toBe(0);
    await world.close();
  });

  it('[RCP-4] [RCP-5] [RCP-15] answer for messages that their clients have sent at another node', async () => {
    const world = new NodeWorld(2);
    const { anna, bert, id } = await directAcross(world);
    await world.settle(bert);
    const elsewhere = await world.node(1).device('anna');
    world.end(0).cut();
    const first = await world.node(1).send(elsewhere, id, 'one');
    const asked = { messages: [{ conversation: id, seqs: [first.seq] }] };
    expect((await anna.client.request('receipt.counts', asked)).receipts[0]?.counts).toEqual([
      { seq: first.seq, unread: 1, receivers: 1 },
    ]);
    const second = await world.node(1).send(elsewhere, id, 'two');
    await world.node(1).acknowledge(bert, id, second.seq);
    const list = { conversation: id, seq: second.seq, list: 'unread', limit: 10 } as const;
    expect((await anna.client.request('receipt.list', list)).entries).toEqual([
      { user: bert.user, delivered: true },
    ]);
    const { seq } = await world.node(1).send(elsewhere, id, 'three');
    const { by } = await anna.client.request('receipt.remind', { conversation: id, seq });
    expect(by).toBe(seq + 1);
    await world.close();
  });

  it('[FRM-5] take acknowledgements of what they have not heard of themselves', async () => {
    const world = new NodeWorld(2);
    const { anna, bert, id } = await directAcross(world);
    await world.settle(bert);
    world.end(1).cut();
    const { seq } = await world.node(0).send(anna, id, 'one');
    await world.node(1).acknowledge(bert, id, seq);
    const list = { conversation: id, seq, list: 'unread', limit: 10 } as const;
    expect((await anna.client.request('receipt.list', list)).entries).toEqual([
      { user: bert.user, delivered: true },
    ]);
    await world.close();
  });

  it('[MEM-8] let somebody act who was made a member, or an administrator, at another node a moment ago', async () => {
    const world = new NodeWorld(2);
    const [anna, bert] = await peopleOf(world);
    const { id } = await world.node(0).group(anna);
    const { seq } = await world.node(0).send(anna, id, 'one');
    await world.settle(anna);
    // This node has the group in memory, without Bert.
    const looking = { conversation: id, from: 1, to: seq, limit: 10 };
    await expectCode(bert.client.request('timeline.pull', looking), 'not_found');
    world.end(1).cut();
    await anna.client.request('conversation.addMembers', { conversation: id, users: [bert.user] });
    await anna.client.request('conversation.setRole', { conversation: id, user: bert.user, role: 'admin' });
    await bert.client.request('conversation.rename', { conversation: id, title: 'Ours' });
    await world.close();
  });

  it('[SYN-2] answer nothing from memory that is older than the position they have given', async () => {
    const world = new NodeWorld(2);
    const { anna, bert, id } = await directAcross(world);
    const { seq } = await world.node(0).send(anna, id, 'one');
    await world.settle(bert);
    const counts = async () => {
      const asked = { messages: [{ conversation: id, seqs: [seq] }] };
      return (await anna.client.request('receipt.counts', asked)).receipts[0]?.counts;
    };
    expect(await counts()).toEqual([{ seq, unread: 1, receivers: 1 }]);
    world.end(0).cut();
    await world.node(1).read(bert, id, 1, seq);
    await world.pull(anna);
    expect(await counts()).toEqual([{ seq, unread: 0, receivers: 1 }]);
    await world.close();
  });

  it('[SYN-2] [SYN-6] give no position, and promise none, before they have followed what they have heard of', async () => {
    let asked = 0;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const storageOf = (shared: NodeStorage): NodeStorage => ({
      ...shared,
      memberReports: async (...reports) => {
        asked++;
        await held;
        return shared.memberReports(...reports);
      },
    });
    const world = new NodeWorld(2, {}, storageOf);
    const { anna, bert, id } = await directAcross(world);
    const { seq } = await world.node(0).send(anna, id, 'one');
    await world.pull(anna);
    // A moment before the next promise is due.
    await world.pass(29_000, anna, bert);
    await world.node(1).read(bert, id, 1, seq);
    await world.pass(4_000, anna);
    expect(anna.client.bodies('sync.checkpoint')).toEqual([]);
    let isPulled = false;
    const pulled = anna.client.request('sync.pull', { position: 0, limit: 10 }).then(() => (isPulled = true));
    await world.pass(500, anna);
    expect([asked, isPulled]).toEqual([1, false]);
    release();
    await pulled;
    await world.pass(2_000, anna);
    expect(anna.client.bodies('sync.checkpoint')).toHaveLength(1);
    const counts = { messages: [{ conversation: id, seqs: [seq] }] };
    expect((await anna.client.request('receipt.counts', counts)).receipts[0]?.counts[0]?.unread).toBe(0);
    await world.close();
  });

  it('[SES-12] end the connections of a device that is signed out at another node, at once or when the link was cut, soon', async () => {
    const world = new NodeWorld(2);
    const [anna] = await peopleOf(world);
    const second = await world.node(1).device('anna');
    const third = await world.node(1).device('anna');
    const { devices } = await anna.client.request('device.list', {});
    const [one, other] = devices.filter(({ current }) => !current);
    if (!one || !other) throw new Error('devices are missing');
    await anna.client.request('device.revoke', { device: one.id });
    await expect(Promise.race([second.client.closed, third.client.closed])).resolves.toMatchObject({
      code: 4003,
    });
    world.end(0).cut();
    await anna.client.request('device.revoke', { device: other.id });
    await world.pass(12_000);
    await expect(Promise.all([second.client.closed, third.client.closed])).resolves.toHaveLength(2);
    await world.close();
  });
});
