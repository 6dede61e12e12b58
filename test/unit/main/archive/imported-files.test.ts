import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { openContentCache } from '../../../../src/main/media/content-cache.ts';
import { FileId } from '../../../../src/shared/model/ids.ts';
import { ANNA, BO, head, message, TEAM, temporaryFolder } from '../../../contract/client-store/fixture.ts';
import { contentsOf, openPlace } from './archive-fixture.ts';

const fileId = (n: number): FileId => FileId.parse(`0198000f-0000-7000-8000-${String(n).padStart(12, '0')}`);
const [PICTURE, SMALLER, FILE, FORWARDED] = [1, 2, 3, 4].map(fileId) as [FileId, FileId, FileId, FileId];
const BYTES: Readonly<Record<string, string>> = {
  [PICTURE]: 'picture',
  [SMALLER]: 'less',
  [FILE]: 'a file',
  [FORWARDED]: 'forwarded',
};

/** A store with a picture and its smaller one, a file, and one that was forwarded; an archive of it with all of them. */
async function archived(me = ANNA) {
  const folder = temporaryFolder();
  for (const [file, bytes] of Object.entries(BYTES)) writeFileSync(join(folder, file), bytes);
  const here = openPlace({ me, findFile: (file) => join(folder, file) });
  const { write } = here.store;
  await write.applyHeads([head({ headSeq: 4 })], 1);
  const file = (id: FileId, size: number) =>
    ({ type: 'file', file: id, name: '../x?.txt', size, mime: 'text/plain' }) as const;
  await write.applyPage(TEAM, 2, 4, [
    message(2, BO, '', {
      content: {
        type: 'image',
        file: PICTURE,
        name: 'picture.png',
        size: 7,
        mime: 'image/png',
        width: 8,
        height: 8,
        thumbnail: SMALLER,
      },
    }),
    message(3, BO, '', { content: file(FILE, 6) }),
    message(4, BO, '', {
      content: {
        type: 'forward',
        messages: [{ sender: BO, at: 3, text: '', attachment: file(FORWARDED, 9) }],
      },
    }),
  ]);
  return here.exportTo('archive', { files: true });
}

async function openOther(limit = 1_000) {
  const cache = await openContentCache(join(temporaryFolder(), 'content'), () => limit, Date.now);
  const place = openPlace({ me: ANNA, findFile: (file) => cache.peek(file), contents: cache });
  const kept = () =>
    [PICTURE, SMALLER, FILE, FORWARDED].map((file) => {
      const path = cache.peek(file);
      return path === undefined ? null : readFileSync(path, 'utf8');
    });
  return { ...place, cache, kept };
}

it('contents of one’s own archive are on this disk afterwards, and in the next archive', async () => {
  const archive = await archived();
  const there = await openOther();
  await there.importFrom(archive);
  expect(there.kept()).toEqual(['picture', 'less', 'a file', 'forwarded']);
  expect(contentsOf(await there.exportTo('second', { files: true }))).toEqual(contentsOf(archive));
});

it('contents for which something would have to go stay in the folder, and so do those of somebody else', async () => {
  const there = await openOther(12);
  await there.importFrom(await archived());
  expect(there.kept()).toEqual(['picture', 'less', null, null]);
  const foreign = await openOther();
  await foreign.importFrom(await archived(BO));
  expect(foreign.kept()).toEqual([null, null, null, null]);
});

it('contents that are links, behind links, or cut are left out, and nothing that is here is replaced', async () => {
  const archive = await archived();
  const elsewhere = join(temporaryFolder(), 'secret');
  writeFileSync(elsewhere, 'a file');
  const at = (file: FileId, name: string) => join(archive, 'files', file, name);
  writeFileSync(at(PICTURE, 'picture.png'), 'cut');
  rmSync(at(FILE, '_x_.txt'));
  symlinkSync(elsewhere, at(FILE, '_x_.txt'));
  renameSync(join(archive, 'files', FORWARDED), join(dirname(elsewhere), FORWARDED));
  symlinkSync(join(dirname(elsewhere), FORWARDED), join(archive, 'files', FORWARDED));
  const there = await openOther();
  writeFileSync(elsewhere, 'here');
  await there.cache.keep(SMALLER, elsewhere);
  await there.importFrom(archive);
  expect(there.kept()).toEqual([null, 'here', null, null]);
});
