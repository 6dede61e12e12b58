import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createArchiveSource } from '../../../../src/main/archive/archive-source.ts';
import { importArchive } from '../../../../src/main/archive/import-archive.ts';
import { createLineFile } from '../../../../src/main/archive/line-file.ts';
import type { StoreSnapshot } from '../../../../src/main/store/archive-port.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { ANNA, head, ME, messages, TEAM } from '../../../contract/client-store/fixture.ts';
import { contentsOf, openPlace, type Place, smallArchive } from './archive-fixture.ts';

let there: Place;
let archive: string;
beforeEach(async () => {
  ({ archive, there } = await smallArchive());
});

describe('what breaks off', () => {
  it('an import leaves whole messages, and doing it again completes it', async () => {
    const big = openPlace();
    await big.store.write.applyHeads([head({ headSeq: 450 })], 1);
    for (let from = 1; from <= 401; from += 100)
      await big.store.write.applyPage(TEAM, from, from + 99, messages(from, Math.min(450, from + 99)));
    const from = await big.exportTo('big');
    const { write } = there.store;
    let parts = 0;
    const failing: Place['store'] = {
      ...there.store,
      write: new Proxy(write, {
        get: (target, name, receiver) =>
          name === 'importPart'
            ? (...args: Parameters<typeof write.importPart>) =>
                ++parts > 2 ? Promise.reject(new AppError('disk_full')) : write.importPart(...args)
            : (Reflect.get(target, name, receiver) as unknown),
      }),
    };
    await expect(there.importFrom(from, { into: failing })).rejects.toMatchObject({ code: 'disk_full' });
    expect((await there.store.read.page(TEAM, { at: 'latest' }, 200)).items).toHaveLength(200);
    expect(await there.importFrom(from)).toMatchObject({ added: 250 });
    expect(contentsOf(await there.exportTo('again'))).toEqual(contentsOf(from));
  });

  it('an import is given up at once', async () => {
    await expect(there.importFrom(archive, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await there.store.read.conversations()).toEqual([]);
    expect(await there.store.read.people([ANNA])).toEqual([]);
  });

  it('an export leaves nothing behind, whether it is given up or finds no place', async () => {
    await there.importFrom(archive);
    await expect(there.exportTo('given-up', {}, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(there.exportTo(join('nowhere', 'at-all'))).rejects.toMatchObject({ code: 'folder_failed' });
    expect(readdirSync(there.folder).filter((name) => !name.startsWith('store.db'))).toEqual([]);
  });

  it('an import brings long messages in smaller parts, so that none holds up what the user does', async () => {
    const long = openPlace();
    await long.store.write.applyHeads([head({ headSeq: 60 })], 1);
    const texts = messages(1, 60).map((one) => ({
      ...one,
      content: { type: 'text' as const, text: 'x'.repeat(4_000) },
    }));
    await long.store.write.applyPage(TEAM, 1, 60, texts);
    const from = await long.exportTo('long');
    const sizes: number[] = [];
    const { write } = there.store;
    const counting: Place['store'] = {
      ...there.store,
      write: {
        ...write,
        putPeople: (people) => write.putPeople(people),
        importPart: (part) => {
          sizes.push(part.byteLength);
          return write.importPart(part);
        },
      },
    };
    expect(await there.importFrom(from, { into: counting })).toMatchObject({ added: 60 });
    expect(Math.max(...sizes)).toBeLessThan(80_000);
  });

  it('an import is given up between two messages, however long their conversation is', async () => {
    const long = openPlace();
    await long.store.write.applyHeads([head({ headSeq: 400 })], 1);
    for (let from = 1; from <= 301; from += 100)
      await long.store.write.applyPage(TEAM, from, from + 99, messages(from, from + 99));
    const from = await long.exportTo('long');
    const abort = new AbortController();
    let parts = 0;
    let time = 0;
    const { read, write } = there.store;
    const importing = importArchive(
      {
        read,
        write: {
          putPeople: (people) => write.putPeople(people),
          importChannel: (part) => write.importChannel(part),
          importPart: (part) => {
            parts += 1;
            abort.abort();
            return write.importPart(part);
          },
        },
        // Each look at the clock is later than a slice of work.
        openSource: (folder) => createArchiveSource(folder, ME, { monotonic: () => (time += 10) }),
        onDelta: () => undefined,
        onChannels: () => undefined,
      },
      from,
      abort.signal,
      () => undefined,
    );
    await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
    expect(parts).toBe(1);
  });

  it('an export that is given up on its way reads no more, and leaves nothing behind', async () => {
    await there.importFrom(archive);
    const abort = new AbortController();
    let pages = 0;
    const giveUp = (snapshot: StoreSnapshot): StoreSnapshot => ({
      ...snapshot,
      items: (id, after) => {
        pages += 1;
        abort.abort();
        return snapshot.items(id, after);
      },
    });
    await expect(there.exportTo('given-up', {}, abort.signal, giveUp)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(pages).toBe(1);
    expect(readdirSync(there.folder).filter((name) => !name.startsWith('store.db'))).toEqual([]);
  });

  it('an export is its owner’s to read only', async () => {
    await there.importFrom(archive);
    const folder = await there.exportTo('mine');
    const modes = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].map(
      (name) => statSync(join(folder, name)).mode & 0o077,
    );
    if (process.platform !== 'win32') expect(modes.filter((mode) => mode !== 0)).toEqual([]);
  });

  it('a file that is closed twice says the second time what it said the first', async () => {
    const file = await createLineFile(join(there.folder, 'lines'));
    await file.write('one\n');
    await file.close();
    await file.close();
    expect(readFileSync(join(there.folder, 'lines'), 'utf8')).toBe('one\n');
  });

  it.skipIf(process.platform !== 'linux')(
    'an import that is given up leaves no file of the archive open',
    async () => {
      const controller = new AbortController();
      const { read, write } = there.store;
      let now = 0;
      const openSource = (folder: string) =>
        createArchiveSource(folder, ME, { monotonic: () => (now += 10) });
      const giveUp = importArchive(
        { read, write, openSource, onDelta: () => undefined, onChannels: () => undefined },
        archive,
        controller.signal,
        (share) => {
          if (share > 0.2) controller.abort();
        },
      );
      await expect(giveUp).rejects.toMatchObject({ code: 'cancelled' });
      const open = readdirSync('/proc/self/fd').map((name) => {
        // The one that the folder is read with is closed by now.
        return existsSync(`/proc/self/fd/${name}`) ? readlinkSync(`/proc/self/fd/${name}`) : '';
      });
      expect(open.filter((path) => path.startsWith(archive))).toEqual([]);
    },
  );

  it('an export writes over nothing', async () => {
    mkdirSync(join(there.folder, 'taken'));
    expect(relative(there.folder, await there.exportTo('taken'))).toBe('taken (2)');
    expect(readdirSync(join(there.folder, 'taken'))).toEqual([]);
  });
});
