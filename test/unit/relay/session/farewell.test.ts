import { expect, it } from 'vitest';
import { openMemoryRelayStorage } from '../../../../src/relay/storage/memory/memory-relay-storage.ts';
import { RelayWorld, turn } from '../../../support/relay-world.ts';

it('[CON-9] sends its clients away one after the other, last who waits for an answer, and takes no new ones', async () => {
  const storage = openMemoryRelayStorage();
  const held = Promise.withResolvers<undefined>();
  const world = new RelayWorld({
    storage: {
      ...storage,
      listDevices: async (user) => {
        await held.promise;
        return storage.listDevices(user);
      },
    },
  });
  const people = [];
  for (let index = 0; index < 10; index++) people.push(await world.register(`person${index}`));
  const ended = new Map<number, number>();
  for (const [index, { client }] of people.entries())
    void client.closed.then(({ code }) => ended.set(index, code));
  const [first] = people;
  if (!first) throw new Error('nobody');
  const answer = first.client.request('device.list', {});
  await turn();

  const left = world.relay.leave(1_000);
  const late = world.connect();
  expect(await late.client.closed).toMatchObject({ code: 1001 });
  const counts: number[] = [];
  for (let step = 0; step < 9; step++) {
    await turn();
    counts.push(ended.size);
    world.clock.advance(100);
  }
  await turn();
  expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect([...ended.keys()]).not.toContain(0);
  expect(new Set(ended.values())).toEqual(new Set([1001]));

  held.resolve(undefined);
  expect((await answer).devices).toHaveLength(1);
  world.clock.advance(100);
  await left;
  await world.relay.close();
  expect(await first.client.closed).toMatchObject({ code: 1001 });
});
