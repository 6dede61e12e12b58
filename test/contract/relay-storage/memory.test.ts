import { openMemoryRelayStorage } from '../../../src/relay/storage/memory/memory-relay-storage.ts';
import { describeRelayStorage } from './suite.ts';

describeRelayStorage(
  'memory',
  () => Promise.resolve({ storage: openMemoryRelayStorage(), cleanUp: () => undefined }),
  { modelRuns: 100 },
);
