import { join } from 'node:path';
import { FolderBlobStore } from '../../../src/relay/blobs/folder-blob-store.ts';
import { describeBlobStore } from './suite.ts';

describeBlobStore('folder', 'ENOENT', (folder) =>
  FolderBlobStore.open(join(folder, 'blobs'), () => Date.now() + 5_000),
);
