import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSharedFolder } from '../../../../src/relay/blobs/shared-folder.ts';
import { seededIds } from '../../../support/seeded-random.ts';

const makeId = seededIds(7);
let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'yidu-shared-')), 'files');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

function open(relayId: string, hasContents = false) {
  return openSharedFolder(folder, { relayId, hasContents, now: () => Date.now(), makeId });
}

describe('a folder that nodes share', () => {
  it('is for the nodes of one relay, also when they come at once', async () => {
    await Promise.all([open('one'), open('one'), open('one')]);
    await open('one', true);
    await expect(open('two')).rejects.toMatchObject({
      code: 'folder_failed',
      message: `files-folder: ${folder} belongs to another relay`,
    });
    expect((await readdir(folder)).sort()).toEqual(['arrivals', 'blobs', 'pieces', 'relay-id']);
    expect((await readdir(join(folder, 'blobs'))).length).toBe(64);
  });

  it('is refused where nothing is of a relay that has files: its disk is not there', async () => {
    await expect(open('one', true)).rejects.toMatchObject({ code: 'folder_failed' });
    // What was copied out of a data folder is taken over.
    const part = join(folder, 'blobs', '00');
    await mkdir(part, { recursive: true });
    await writeFile(join(part, '0'.repeat(64)), 'x');
    await open('one', true);
  });

  it('is refused by the name of the setting where it cannot be written', async () => {
    await writeFile(folder, 'no folder');
    await expect(open('one')).rejects.toMatchObject({
      code: 'folder_failed',
      message: expect.stringContaining('files-folder: ') as string,
    });
  });

  it('forgets a day later what a node was putting together when it died', async () => {
    const { blobs, arrivals } = await open('one');
    const [old, recent] = [join(arrivals, 'old'), join(arrivals, 'recent')];
    for (const path of [old, recent]) await writeFile(path, 'x');
    const before = new Date(Date.now() - 25 * 3_600_000);
    await utimes(old, before, before);
    await blobs.tidy();
    expect(await readdir(arrivals)).toEqual(['recent']);
  });
});
