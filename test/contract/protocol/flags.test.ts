import { describe, expect, it } from 'vitest';
import { expectCode } from '../../support/expect-code.ts';
import { type Actor, RelayWorld } from '../../support/relay-world.ts';
import { type OpenStorage, STORAGES } from '../../support/storages.ts';

async function scene(open: OpenStorage) {
  const world = new RelayWorld({ storage: open() });
  const [anna, bo] = [await world.register('anna'), await world.register('bo')];
  const { id: conversation } = await world.group(anna, bo);
  await world.settle(anna, bo);
  return { world, anna, bo, conversation };
}

const flagsOf = (actor: Actor) => actor.client.bodies('conversation.changed').at(-1)?.conversation.flags;

describe.each(STORAGES)('flags on $name', ({ open }) => {
  it('[FLG-1] are told to my other devices at once or with the next sync, and to nobody else', async () => {
    const { world, anna, bo, conversation } = await scene(open);
    const phone = await world.device('bo');
    const { position } = await phone.client.request('sync.pull', { position: 0, limit: 200 });
    const before = anna.client.bodies('conversation.changed').length;
    await bo.client.request('conversation.flag', { conversation, pinned: true, unread: true });
    await bo.client.request('conversation.flag', { conversation, muted: true });
    await world.settle(anna, bo, phone);
    const flags = { pinned: true, muted: true, unread: true, archived: null };
    expect(flagsOf(phone)).toEqual(flags);
    expect(anna.client.bodies('conversation.changed')).toHaveLength(before);
    const pulled = async (actor: Actor) =>
      (await actor.client.request('sync.pull', { position, limit: 200 })).conversations;
    expect(await pulled(await world.device('bo'))).toMatchObject([{ id: conversation, flags }]);
    expect(await pulled(await world.device('anna'))).toEqual([]);
    expect(
      (await anna.client.request('sync.pull', { position: 0, limit: 200 })).conversations[0],
    ).not.toHaveProperty('flags');
  });

  it('[FLG-1] hold after leaving; who never was there is told nothing', async () => {
    const { world, bo, conversation } = await scene(open);
    await bo.client.request('conversation.leave', { conversation });
    await bo.client.request('conversation.flag', { conversation, archived: 2 });
    await world.settle(bo);
    expect(flagsOf(bo)).toMatchObject({ archived: 2 });
    const { client } = await world.register('cy');
    await expectCode(client.request('conversation.flag', { conversation, pinned: true }), 'not_found');
  });

  it('[FLG-2] [FLG-3] stay as they are whatever is written and read', async () => {
    const { world, anna, bo, conversation } = await scene(open);
    await bo.client.request('conversation.flag', { conversation, archived: 1, unread: true });
    await world.send(anna, conversation, 'hello');
    await world.read(bo, conversation, 2);
    const { conversations } = await bo.client.request('sync.pull', { position: 0, limit: 200 });
    expect(conversations[0]).toMatchObject({
      unread: 0,
      flags: { archived: 1, unread: true, pinned: false },
    });
  });
});
