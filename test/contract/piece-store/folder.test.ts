import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { FolderPieceStore } from '../../../src/relay/blobs/folder-piece-store.ts';
import { seededIds } from '../../support/seeded-random.ts';
import { describePieceStore } from './suite.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describePieceStore('folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yidu-pieces-'));
  folders.push(folder);
  return FolderPieceStore.open(folder, seededIds(4));
});
