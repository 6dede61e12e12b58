import { describe, expect, it } from 'vitest';
import { openMemoryRelayStorage } from '../../../../../src/relay/storage/memory/memory-relay-storage.ts';
import { MemoryTables } from '../../../../../src/relay/storage/memory/memory-tables.ts';
import { StorageFixture } from '../../../../contract/relay-storage/storage-fixture.ts';

describe('memory storage', () => {
  it('holds everything when it is opened again over the same core', async () => {
    const core = new MemoryTables('relay');
    const first = new StorageFixture(openMemoryRelayStorage(core));
    const [anna] = await first.people(1);
    if (!anna) throw new Error('one person');
    const id = await first.group(anna);
    await first.sent(id, anna);
    const before = await first.storage.loadConversation(id);
    await first.storage.close();
    const second = openMemoryRelayStorage(core);
    expect(await second.relayId()).toBe('relay');
    expect(await second.loadConversation(id)).toEqual(before);
  });
});
