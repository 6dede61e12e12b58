import { openSqliteRelayStorage } from '../../../src/relay/storage/sqlite/sqlite-relay-storage.ts';
import { describeRelayStorage } from './suite.ts';
import { workerScript } from '../../support/worker-scripts.ts';
import { temporaryFile } from './temporary-file.ts';

describeRelayStorage(
  'SQLite in a worker',
  async () => {
    const { file, remove } = temporaryFile();
    const onFailure = (error: Error): never => {
      throw error;
    };
    const storage = await openSqliteRelayStorage({
      file,
      workerPath: workerScript('relay-storage'),
      onFailure,
    });
    return { storage, cleanUp: remove };
  },
  { modelRuns: 10 },
);
