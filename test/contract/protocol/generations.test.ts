import { describe, expect, it } from 'vitest';
import { openMemoryRelayStorage } from '../../../src/relay/storage/memory/memory-relay-storage.ts';
import { MemoryTables } from '../../../src/relay/storage/memory/memory-tables.ts';
import { RelayWorld } from '../../support/relay-world.ts';

describe('generations', () => {
  it('[SYN-8] a device is told of the generation when it resumes, another one after a restart', async () => {
    const core = new MemoryTables('relay');
    const world = new RelayWorld({ storage: openMemoryRelayStorage(core) });
    const anna = await world.register('anna');
    const { client } = world.connect();
    await client.hello();
    const { generation = '' } = await client.request('session.resume', { token: anna.token });
    const { position } = await client.request('sync.pull', { position: 0, limit: 9 });

    const restarted = new RelayWorld({ storage: openMemoryRelayStorage(core) });
    const again = restarted.connect().client;
    await again.hello();
    const since = { generation, position };
    const answer = await again.request('session.resume', { token: anna.token, since });
    expect(answer.generation).not.toBe(generation);
    expect(answer).not.toHaveProperty('restored');
  });

  it('[SYN-9] a device that was told more than the relay has hears that the relay was put back', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    const { generation } = await world.storage.lineage();
    const position = (await world.storage.position()) + 1;
    for (const since of [
      { generation, position },
      { generation: 'another', position: 0 },
    ]) {
      const { client } = world.connect();
      await client.hello();
      expect(await client.request('session.resume', { token: anna.token, since })).toMatchObject({
        generation,
        restored: true,
      });
    }
  });

  it('[SYN-9] tells nothing to whoever has no token, however they ask', async () => {
    const world = new RelayWorld();
    const { client } = world.connect();
    await client.hello();
    const asking = client.request('session.resume', {
      token: 'x'.repeat(43),
      since: { generation: 'another', position: 0 },
    });
    await expect(asking).rejects.toMatchObject({ code: 'bad_token' });
    const malformed = client.request('session.resume', {
      token: 'x'.repeat(43),
      since: { generation: 'g'.repeat(65), position: -1 },
    });
    await expect(malformed).rejects.toMatchObject({ code: 'bad_args' });
  });
});
