import { openMemoryNodeStorage } from '../../../src/relay/storage/memory/memory-node-storage.ts';
import { openMemoryRelayStorage } from '../../../src/relay/storage/memory/memory-relay-storage.ts';
import { MemoryTables } from '../../../src/relay/storage/memory/memory-tables.ts';
import { describeNodeStorage } from './suite.ts';

describeNodeStorage('memory', () => {
  const core = new MemoryTables('relay');
  return Promise.resolve({
    storage: openMemoryRelayStorage(core),
    nodes: openMemoryNodeStorage(core),
    cleanUp: () => Promise.resolve(),
  });
});
