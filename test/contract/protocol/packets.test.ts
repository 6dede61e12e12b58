import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../../src/shared/model/ids.ts';
import type { PacketContent } from '../../../src/shared/model/packet.ts';
import { LIMITS } from '../../../src/shared/protocol/limits.ts';
import { expectCode } from '../../support/expect-code.ts';
import { type Actor, RelayWorld } from '../../support/relay-world.ts';
import { type OpenStorage, STORAGES } from '../../support/storages.ts';

const PACKET: PacketContent = { type: 'packet', points: 100, shares: 2, split: 'even', greeting: '恭喜发财' };

async function scene(open: OpenStorage) {
  const world = new RelayWorld({ storage: open(), chance: () => 0.5 });
  const [anna, bo, cy] = [
    await world.register('anna'),
    await world.register('bo'),
    await world.register('cy'),
  ];
  const { id } = await world.group(anna, bo);
  const send = (actor: Actor, content: PacketContent = PACKET, conversation: ConversationId = id) =>
    actor.client.request('message.send', { conversation, clientId: world.newClientId(), content });
  const take = async (actor: Actor, seq: number) =>
    (await actor.client.request('packet.take', { conversation: id, seq })).packet;
  const points = async (actor: Actor) => (await actor.client.request('points.get', {})).points;
  return { world, anna, bo, cy, id, send, take, points };
}

const toldTo = ({ client }: Actor) => client.bodies('packet.changed');

describe.each(STORAGES)('red packets on $name', ({ open }) => {
  it('[PKT-1] [PKT-2] are paid for with the message, by whoever has the points', async () => {
    const { anna, send, points } = await scene(open);
    // Nobody has points before they look.
    await expectCode(send(anna), 'too_few_points');
    expect(await points(anna)).toBe(1_000);
    await send(anna);
    expect(await points(anna)).toBe(900);
    await expectCode(send(anna, { ...PACKET, points: 901 }), 'too_few_points');
    expect(await points(anna)).toBe(900);
  });

  it('[PKT-2] are refused where nobody would be quick, and where they make no sense', async () => {
    const { world, anna, bo, id, send, points } = await scene(open);
    await points(anna);
    const direct = await world.direct(anna, bo);
    await expectCode(send(anna, PACKET, direct.id), 'forbidden');
    await expectCode(send(anna, { ...PACKET, points: 1 }), 'bad_args');
    await expectCode(send(anna, { ...PACKET, greeting: '  ' }), 'bad_args');
    const { seq } = await send(anna);
    const place = { conversation: id, seq };
    const text = { type: 'text', text: 'no packet' } as const;
    await expectCode(anna.client.request('message.edit', { ...place, content: text }), 'forbidden');
    const forward = { from: id, seqs: [seq], conversation: direct.id, clientId: world.newClientId() };
    await expectCode(anna.client.request('message.forward', forward), 'bad_args');
  });

  it('[PKT-3] [PKT-6] give each one share, and tell the others once a second how far they are taken', async () => {
    const { world, anna, bo, cy, id, send, take, points } = await scene(open);
    const phone = await world.device('bo');
    await points(anna);
    const { seq } = await send(anna);
    const state = { seq, phase: 'open', taken: 1, takenPoints: 50 };
    expect(await take(bo, seq)).toMatchObject({ ...state, mine: 50 });
    expect(await take(bo, seq)).toMatchObject({ ...state, mine: 50 });
    await expectCode(take(cy, seq), 'not_found');
    await world.settle(phone, anna, bo);
    expect(toldTo(phone)).toMatchObject([{ conversation: id, packet: state, mine: 50 }]);
    expect(toldTo(bo)).toEqual([]);
    expect(toldTo(anna)).toEqual([]);
    await take(anna, seq);
    await world.pass(1_000, anna, bo);
    const finished = { packet: { seq, phase: 'finished', taken: 2, takenPoints: 100 } };
    expect(toldTo(anna)).toMatchObject([finished]);
    expect(toldTo(anna)[0]).not.toHaveProperty('mine');
    expect(toldTo(bo)).toMatchObject([finished]);
    expect(toldTo(cy)).toEqual([]);
    expect(await points(bo)).toBe(1_050);
  });

  it('[PKT-4] [PKT-7] give back what nobody has taken in a day', async () => {
    const { world, anna, bo, send, take, points } = await scene(open);
    await points(anna);
    const { seq } = await send(anna);
    await take(bo, seq);
    await world.pass(LIMITS.packetMs - 1);
    const later = await world.again(anna);
    expect(await points(later)).toBe(900);
    // Looked after once a minute, and told a second later.
    for (let second = 0; second < 61; second++) await world.pass(1_000, later);
    expect(await points(later)).toBe(950);
    expect(toldTo(later).at(-1)?.packet.phase).toBe('returned');
    expect(await take(later, seq)).toMatchObject({ mine: null, phase: 'returned' });
    // What Bo was given besides is their own opening amount.
    expect(await points(await world.again(bo))).toBe(1_050);
  });

  it('[PKT-5] say to members alone how they stand, and who was quick', async () => {
    const { anna, bo, cy, id, send, take, points } = await scene(open);
    await points(anna);
    const { seq } = await send(anna);
    await take(bo, seq);
    const states = async (actor: Actor, seqs: number[]) =>
      (await actor.client.request('packet.states', { conversation: id, seqs })).packets;
    const state = { seq, phase: 'open', taken: 1, takenPoints: 50 };
    expect(await states(bo, [1, seq, seq, 99])).toMatchObject([{ ...state, mine: 50 }]);
    expect(await states(anna, [seq])).toMatchObject([{ ...state, mine: null }]);
    expect(await states(cy, [seq])).toEqual([]);
    const takers = { conversation: id, seq, limit: 10 };
    expect(await anna.client.request('packet.takers', takers)).toMatchObject({
      takers: [{ user: bo.user, points: 50 }],
      more: false,
    });
    expect(await cy.client.request('packet.takers', takers)).toEqual({ takers: [], more: false });
  });

  it('[VER-3] are a message of a later day to a client that does not know them', async () => {
    const { world, anna, send, points } = await scene(open);
    const { client, pair } = world.connect();
    await client.hello(['files']);
    const { token } = anna;
    await client.request('session.resume', { token });
    const old = { ...anna, client, pair };
    await points(anna);
    await send(anna);
    await world.settle(old);
    expect(client.bodies('timeline.appended').at(-1)?.event).toMatchObject({
      content: { type: 'unsupported', feature: 'packets' },
    });
  });
});
