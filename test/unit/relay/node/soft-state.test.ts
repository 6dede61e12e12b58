import { describe, expect, it } from 'vitest';
import { NodeWorld } from '../../../support/node-world.ts';

describe('presence and typing over several nodes', () => {
  it('[PRS-1] [PRS-2] tell who is signed in at other nodes, and that they have left', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    await anna.client.request('presence.watch', { users: [bert.user] });
    await world.pass(2_000, anna);
    expect(anna.client.bodies('presence.changed')).toEqual([{ user: bert.user, online: true }]);
    // Now this node knows, and answers by itself.
    expect(await anna.client.request('presence.watch', { users: [bert.user] })).toEqual({
      online: [bert.user],
    });
    const device = await world.node(0).device('bert');
    bert.client.close();
    await world.pass(8_000, anna);
    expect(anna.client.bodies('presence.changed')).toHaveLength(1);
    device.client.close();
    await world.pass(8_000, anna);
    expect(anna.client.bodies('presence.changed').at(-1)).toEqual({ user: bert.user, online: false });
    await world.close();
  });

  it('[PRS-2] count whoever was at a node that dies as away, and whoever comes over within 5 s as never away', async () => {
    const world = new NodeWorld(3);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    const carl = await world.node(1).register('carl');
    await anna.client.request('presence.watch', { users: [bert.user, carl.user] });
    await world.pass(2_000, anna);
    expect(anna.client.bodies('presence.changed')).toHaveLength(2);
    world.end(1).cut();
    await world.node(2).again(bert);
    await world.pass(40_000, anna);
    expect(anna.client.bodies('presence.changed').slice(2)).toEqual([{ user: carl.user, online: false }]);
    await world.close();
  });

  it('[PRS-1] [PRS-2] tell who comes to another node, and at once who was at one that ends in order', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    const carl = await world.node(0).register('carl');
    carl.client.close();
    await world.pass(6_000, anna);
    await anna.client.request('presence.watch', { users: [bert.user, carl.user] });
    await world.pass(1_000, anna);
    await world.node(1).again(carl);
    await world.pass(2_000, anna);
    const online = [bert, carl].map(({ user }) => ({ user, online: true }));
    expect(new Set(anna.client.bodies('presence.changed'))).toEqual(new Set(online));
    await world.node(1).relay.close();
    await world.pass(7_000, anna);
    expect(anna.client.bodies('presence.changed').slice(2)).toHaveLength(2);
    await world.close();
  });

  it('[PRS-1] ask a node that was not heard for a while again, and have all of them go on telling', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    world.end(1).cut();
    await world.pass(21_000, anna);
    expect(world.node(0).relay.stats().otherNodes).toBe(0);
    await anna.client.request('presence.watch', { users: [bert.user] });
    await world.pass(500, anna);
    world.end(1).heal();
    await world.pass(7_000, anna);
    expect(anna.client.bodies('presence.changed')).toEqual([{ user: bert.user, online: true }]);
    await world.pass(70_000, anna);
    bert.client.close();
    await world.pass(7_000, anna);
    expect(anna.client.bodies('presence.changed').at(-1)).toEqual({ user: bert.user, online: false });
    await world.close();
  });

  it('forget at whom nobody looks any more', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    await anna.client.request('presence.watch', { users: [bert.user] });
    await world.pass(2_000, anna);
    await anna.client.request('presence.watch', { users: [] });
    await world.pass(80_000, anna);
    const before = world.bus.frames;
    await world.node(1).again(bert);
    await world.settle(anna);
    expect(world.bus.frames).toBe(before);
    await world.close();
  });

  it('[PRS-3] tell who writes to those who look, at whichever node', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(1).register('bert');
    const { id } = await world.node(0).direct(anna, bert);
    await world.settle(bert);
    await bert.client.request('conversation.look', { conversation: id });
    await anna.client.request('typing.send', { conversation: id });
    await world.settle(bert);
    expect(bert.client.bodies('typing.started')).toEqual([{ conversation: id, user: anna.user }]);
    await world.close();
  });
});
