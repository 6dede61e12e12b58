import { openMemoryNodeStorage } from '../../../src/relay/storage/memory/memory-node-storage.ts';
import { MemoryRelayCore } from '../../../src/relay/storage/memory/memory-relay-core.ts';
import { openMemoryRelayStorage } from '../../../src/relay/storage/memory/memory-relay-storage.ts';
import { describeNodeStorage } from './suite.ts';

describeNodeStorage('memory', () => {
  const core = new MemoryRelayCore('relay');
  return Promise.resolve({
    storage: openMemoryRelayStorage(core),
    nodes: openMemoryNodeStorage(core),
    cleanUp: () => Promise.resolve(),
  });
});
