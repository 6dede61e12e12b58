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
