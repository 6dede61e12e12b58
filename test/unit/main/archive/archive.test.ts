import { expect, it } from 'vitest';
import { createArchiveSource } from '../../../../src/main/archive/archive-source.ts';
import { createArchive } from '../../../../src/main/archive/create-archive.ts';
import { openSnapshotInThread } from '../../../../src/main/store/open-snapshot.ts';
import type { ArchiveState } from '../../../../src/shared/ipc/archive-views.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { head, ME, messages, realClock, TEAM } from '../../../contract/client-store/fixture.ts';
import { join } from 'node:path';
import { openPlace } from './archive-fixture.ts';

it('tells how it goes, does one thing at a time, and is given up', async () => {
  const place = openPlace();
  await place.store.write.applyHeads([head({ headSeq: 100 })], 1);
  await place.store.write.applyPage(TEAM, 1, 100, messages(1, 100));
  const told: ArchiveState[] = [];
  let ended = (): void => undefined;
  let holdUp: Promise<void> = Promise.resolve();
  const archive = createArchive({
    openSnapshot: async () => {
      await holdUp;
      return openSnapshotInThread(place.file);
    },
    openSource: (folder) => createArchiveSource(folder, ME, realClock),
    findFile: () => undefined,
    me: { id: ME, name: 'me', displayName: 'Me' },
    relay: 'wss://relay.test',
    client: '1',
    read: place.store.read,
    write: place.store.write,
    clock: realClock,
    logger: SILENT_LOGGER,
    onDelta: () => undefined,
    onChannels: () => undefined,
    emit: (state) => {
      told.push(state);
      if (state.kind !== 'running') ended();
    },
    giveWay: (work) => work(),
  });
  /** Resolves when what `begin` begins has ended. */
  const run = (begin: () => void) =>
    new Promise<void>((resolve) => {
      ended = resolve;
      begin();
    });
  const choice = { conversations: null, files: false, language: 'en' } as const;

  await run(() => archive.exportTo(join(place.folder, 'a'), choice));
  expect(told[0]).toEqual({ kind: 'running', task: 'export', percent: 0 });
  expect(archive.state()).toMatchObject({ kind: 'exported', items: 100, folder: join(place.folder, 'a') });

  await run(() => archive.importFrom(join(place.folder, 'a')));
  expect(archive.state()).toMatchObject({ kind: 'imported', added: 0 });
  await run(() => archive.importFrom(join(place.folder, 'nowhere')));
  expect(archive.state()).toEqual({
    kind: 'failed',
    task: 'import',
    error: 'archive_invalid',
    place: 'archive.yidu',
  });
  archive.cancel();
  expect(archive.state()).toEqual({ kind: 'idle' });

  let letGo = (): void => undefined;
  holdUp = new Promise((resolve) => (letGo = resolve));
  await run(() => {
    archive.exportTo(join(place.folder, 'b'), choice);
    expect(() => archive.importFrom('anything')).toThrow('one at a time');
    archive.cancel();
    letGo();
  });
  expect(archive.state()).toEqual({ kind: 'idle' });
  await archive.stop();
});
