import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSource } from '../../../../src/main/archive/open-source.ts';
import { MAX_LINE_BYTES } from '../../../../src/shared/archive/format.ts';
import { ME, TEAM, userId } from '../../../contract/client-store/fixture.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { workerScript } from '../../../support/worker-scripts.ts';
import { contentsOf, openPlace, smallArchive } from './archive-fixture.ts';

const LINES = join('conversations', `${TEAM}.jsonl`);
const open = (folder: string) => openSource({ folder, me: ME, workerPath: workerScript('archive') });

/** Line 2 of the team becomes as long as a line may be; how many have reacted in it. */
function lengthen(archive: string): number {
  const path = join(archive, LINES);
  const lines = readFileSync(path, 'utf8').split('\n');
  const seqs = Array.from({ length: 9_000 }, (_, n) => 20 + n);
  const reactions = seqs.map((seq) => ({ emoji: '👍', user: userId(seq), amount: 1, seq }));
  const long = JSON.stringify({ ...(JSON.parse(lines[2] ?? '') as object), reactions });
  lines[2] = long + ' '.repeat(MAX_LINE_BYTES - Buffer.byteLength(long));
  writeFileSync(path, lines.join('\n'));
  return reactions.length;
}

it('an archive is read in a thread of its own, with lines as long as they may be', async () => {
  const { archive, there } = await smallArchive();
  const reactions = lengthen(archive);
  expect(await there.importFrom(archive, { open })).toEqual({
    added: 10,
    announcements: 0,
    conversations: 1,
    archiveOnly: 1,
    conflicts: 0,
  });
  const [item] = await there.store.read.itemsByKey(TEAM, ['#2']);
  expect(item?.kind === 'message' && item.reactions).toMatchObject([{ count: reactions }]);
  const inThread = openPlace();
  await inThread.importFrom(archive);
  expect(contentsOf(await there.exportTo('one'))).toEqual(contentsOf(await inThread.exportTo('other')));
});

it('what is wrong with an archive is told from there with its place', async () => {
  const { archive, there } = await smallArchive();
  writeFileSync(
    join(archive, LINES),
    readFileSync(join(archive, LINES), 'utf8').replace('"seq":5', '"seq":3'),
  );
  await expect(there.importFrom(archive, { open })).rejects.toMatchObject({
    code: 'archive_invalid',
    field: `${LINES}:6`,
  });
});

it('a thread that is closed, or has died, answers nothing more', async () => {
  const { archive } = await smallArchive();
  const closed = open(archive);
  await closed.close();
  await closed.close();
  await expectCode(closed.check(), 'cancelled');
  const missing = openSource({ folder: archive, me: ME, workerPath: join(archive, 'no-script.mjs') });
  await expectCode(missing.check(), 'internal');
  await missing.close();
});
