import { describe, expect, it } from 'vitest';
import { expectCode } from '../../support/expect-code.ts';
import { type Actor, RelayWorld, turn } from '../../support/relay-world.ts';

async function scene() {
  const world = new RelayWorld({ sessionLimits: { heartbeatMs: 1_000_000 } });
  const anna = await world.register('anna');
  const bo = await world.register('bo');
  const cy = await world.register('cy');
  const { id } = await world.group(anna, bo, cy);
  return { world, anna, bo, cy, id };
}

const news = (actor: Actor) => actor.client.bodies('presence.changed');
const typists = (actor: Actor) => actor.client.bodies('typing.started');

async function leave(actor: Actor): Promise<void> {
  actor.client.close();
  await turn();
}

describe('presence', () => {
  it('[PRS-1] watching answers who is there, and replaces whom I watched before', async () => {
    const { world, anna, bo, cy } = await scene();
    const phone = await world.device('cy');
    await leave(cy);
    const watch = (...users: string[]) => anna.client.request('presence.watch', { users });
    expect(await watch(bo.user, cy.user, world.makeId())).toEqual({ online: [bo.user, cy.user] });
    expect(await watch(cy.user)).toEqual({ online: [cy.user] });
    await leave(bo);
    await leave(phone);
    await world.pass(5_000, anna);
    await world.pass(1_000, anna);
    expect(news(anna)).toEqual([{ user: cy.user, online: false }]);
    expect(await watch(bo.user, cy.user)).toEqual({ online: [] });
    const tooMany = Array.from({ length: 201 }, () => world.makeId());
    await expectCode(anna.client.request('presence.watch', { users: tooMany }), 'bad_args');
  });

  it('[PRS-2] tells watchers only; whoever is back within 5 s was never away', async () => {
    const { world, anna, bo, cy } = await scene();
    await anna.client.request('presence.watch', { users: [bo.user] });
    await leave(bo);
    await world.pass(4_900, anna, cy);
    const back = await world.again(bo);
    await world.pass(10_000, anna, cy);
    expect(news(anna)).toEqual([]);
    await leave(back);
    await world.pass(5_000, anna, cy);
    await world.pass(1_000, anna, cy);
    await world.again(bo);
    await world.pass(1_000, anna, cy);
    expect(news(anna)).toEqual([
      { user: bo.user, online: false },
      { user: bo.user, online: true },
    ]);
    expect(news(cy)).toEqual([]);
  });

  it('[PRS-2] news come in rounds at least a second apart', async () => {
    const { world, anna, bo, cy } = await scene();
    await leave(bo);
    await leave(cy);
    await anna.client.request('presence.watch', { users: [bo.user, cy.user] });
    await world.again(bo);
    await world.pass(0, anna);
    expect(news(anna)).toEqual([{ user: bo.user, online: true }]);
    await world.again(cy);
    await world.pass(999, anna);
    expect(news(anna)).toHaveLength(1);
    await world.pass(1, anna);
    expect(news(anna)).toHaveLength(2);
  });

  it('[PRS-3] typing is told to members who look, not to the typist, at most every 3 s', async () => {
    const { world, anna, bo, cy, id } = await scene();
    const phone = await world.device('bo');
    const other = await world.direct(anna, bo);
    await anna.client.request('conversation.look', { conversation: id });
    await phone.client.request('conversation.look', { conversation: id });
    await cy.client.request('conversation.look', { conversation: other.id }).catch(() => undefined);
    const type = () => bo.client.request('typing.send', { conversation: id });
    await type();
    await type();
    await world.pass(2_999, anna, phone, cy);
    await type();
    await world.settle(anna, phone, cy);
    expect(typists(anna)).toEqual([{ conversation: id, user: bo.user }]);
    await world.pass(1, anna);
    await type();
    await world.settle(anna, phone, cy);
    expect(typists(anna)).toHaveLength(2);
    expect([typists(phone), typists(cy)]).toEqual([[], []]);
    await anna.client.request('conversation.look', { conversation: null });
    await world.pass(3_000, anna);
    await type();
    await world.settle(anna);
    expect(typists(anna)).toHaveLength(2);
  });

  it('[PRS-3] strangers and former members neither look nor type, and leave no position', async () => {
    const { world, anna, bo, cy, id } = await scene();
    const { id: other } = await world.direct(anna, bo);
    await expectCode(cy.client.request('conversation.look', { conversation: other }), 'not_found');
    await expectCode(cy.client.request('typing.send', { conversation: other }), 'not_found');
    await cy.client.request('conversation.look', { conversation: id });
    await anna.client.request('conversation.removeMembers', { conversation: id, users: [cy.user] });
    const position = await world.storage.position();
    await bo.client.request('typing.send', { conversation: id });
    await world.settle(cy);
    expect(typists(cy)).toEqual([]);
    expect(await world.storage.position()).toBe(position);
  });
});
