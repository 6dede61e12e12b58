import { openSqliteRelayStorageInThread } from '../../../src/relay/storage/sqlite/sqlite-storage-in-thread.ts';
import { describeRelayStorage } from './suite.ts';
import { temporaryFile } from './temporary-file.ts';

describeRelayStorage(
  'SQLite in this thread',
  () => {
    const { file, remove } = temporaryFile();
    return Promise.resolve({ storage: openSqliteRelayStorageInThread({ file }), cleanUp: remove });
  },
  { modelRuns: 30 },
);
