import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { importArchive } from '../../../../src/main/archive/import-archive.ts';
import { createLineFile } from '../../../../src/main/archive/line-file.ts';
import { escapeHtml } from '../../../../src/main/archive/html-pages.ts';
import type { StoreSnapshot } from '../../../../src/main/store/archive-port.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { FileId } from '../../../../src/shared/model/ids.ts';
import {
  ANNA,
  clientId,
  conversationId,
  created,
  head,
  ME,
  message,
  messages,
  realClock,
  TEAM,
} from '../../../contract/client-store/fixture.ts';
import { contentsOf, openPlace, PEOPLE, type Place } from './archive-fixture.ts';

const FILE = '0198000f-0000-7000-8000-000000000001' as FileId;
const LINES = join('conversations', `${TEAM}.jsonl`);

/** What an import is refused with, and where it was found; nothing may have come in. */
async function refusal(place: Place, archive: string): Promise<[code: string, place: string | undefined]> {
  const error: unknown = await place.importFrom(archive).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(await place.store.read.conversations()).toEqual([]);
  expect(await place.store.read.people([ANNA])).toEqual([]);
  if (!(error instanceof AppError)) throw new Error('not refused');
  return [error.code, error.field];
}

function rewrite(archive: string, file: string, change: (text: string) => string | Buffer): void {
  writeFileSync(join(archive, file), change(readFileSync(join(archive, file), 'utf8')));
}

/** Line `n`, from 1 on, becomes another one. */
function line(n: number, change: (text: string) => string): (text: string) => string {
  return (text) =>
    text
      .split('\n')
      .map((one, index) => (index === n - 1 ? change(one) : one))
      .join('\n');
}

function unsent(content: object): string {
  return JSON.stringify({ type: 'unsent', at: 1, clientId: clientId(900), content });
}

let there: Place;
let archive: string;
beforeEach(async () => {
  const here = openPlace();
  await here.store.write.putPeople(PEOPLE);
  await here.store.write.applyHeads([head({ headSeq: 10 })], 1);
  await here.store.write.applyPage(TEAM, 1, 10, [created(), ...messages(2, 10)]);
  archive = await here.exportTo('archive');
  await here.store.close();
  there = openPlace();
});

describe('an import refuses, before it has changed anything,', () => {
  const FAULTS: [what: string, file: string, change: (text: string) => string | Buffer, place: string][] = [
    ['a line that is no JSON', LINES, line(4, (text) => text.slice(0, -1)), `${LINES}:4`],
    ['a line that does not fit', LINES, line(5, (text) => text.replace('"seq":', '"seq":-')), `${LINES}:5`],
    ['a field that nobody knows', LINES, line(5, (text) => text.replace('{', '{"sek":1,')), `${LINES}:5`],
    ['a file that was cut in a line', LINES, (text) => text.slice(0, -20), `${LINES}:11`],
    [
      'a file that was cut between lines',
      LINES,
      (text) => text.split('\n').slice(0, 10).concat('').join('\n'),
      `${LINES}:11`,
    ],
    ['a line too many', LINES, (text) => `${text}{}\n`, `${LINES}:12`],
    [
      'items that are out of order',
      LINES,
      line(6, (text) => text.replace('"seq":5', '"seq":3')),
      `${LINES}:6`,
    ],
    [
      'an item behind what was not sent',
      LINES,
      line(10, () => unsent({ type: 'text', text: 'waits' })),
      `${LINES}:11`,
    ],
    [
      'a recalled message that was not sent',
      LINES,
      line(11, () => unsent({ type: 'recalled' })),
      `${LINES}:11`,
    ],
    [
      'an item that is not held',
      LINES,
      line(1, (text) => text.replace('[[1,10]]', '[[1,9]]')),
      `${LINES}:11`,
    ],
    ['a giant line', LINES, line(7, (text) => text + ' '.repeat(2 * 1024 * 1024)), `${LINES}:7`],
    ['a file without an end', LINES, () => Buffer.alloc(3 * 1024 * 1024, 0x20), `${LINES}:1`],
    [
      'what is not UTF-8',
      LINES,
      (text) => Buffer.from(text.replace('text 5', 'text \xff'), 'latin1'),
      `${LINES}:6`,
    ],
    [
      'another conversation under this name',
      LINES,
      line(1, (text) => text.replace(TEAM, conversationId(9))),
      `${LINES}:1`,
    ],
    [
      'an id that leads out of the folder',
      'conversations.jsonl',
      () => '{"id":"../../../etc/passwd","items":1}\n',
      'conversations.jsonl:1',
    ],
    [
      'a conversation too many',
      'conversations.jsonl',
      (text) => `${text}{"id":"${conversationId(9)}","items":0}\n`,
      'conversations.jsonl:2',
    ],
    ['the same conversation twice', 'conversations.jsonl', (text) => text + text, 'conversations.jsonl:2'],
    ['conversations that are missing', 'conversations.jsonl', () => '', 'conversations.jsonl:1'],
    ['people that are missing', 'people.jsonl', () => '', 'people.jsonl:1'],
    // More of them than one write brings in.
    [
      'somebody who does not fit, behind many who do',
      'people.jsonl',
      (text) => `${(text.split('\n')[1] ?? '').concat('\n').repeat(500)}{}\n`,
      'people.jsonl:501',
    ],
    ['a manifest that is none', 'archive.yidu', () => '[]', 'archive.yidu:1'],
    ['a manifest of something else', 'archive.yidu', () => '{"format":"zip","version":1}\n', 'archive.yidu'],
  ];
  it.each(FAULTS)('%s, and tells where', async (_what, file, change, place) => {
    rewrite(archive, file, change);
    if (file === 'people.jsonl')
      rewrite(archive, 'archive.yidu', (text) => text.replace(/"people": \d+/, '"people": 600'));
    expect(await refusal(there, archive)).toEqual(['archive_invalid', place]);
  });

  it('an archive of a later version', async () => {
    rewrite(archive, 'archive.yidu', () => '{"format":"yidu-archive","version":3,"new":true}\n');
    expect(await refusal(there, archive)).toEqual(['archive_newer', undefined]);
  });

  it('a folder that is no archive, and one that is not there', async () => {
    expect(await refusal(there, there.folder)).toEqual(['archive_invalid', 'archive.yidu']);
    expect(await refusal(there, join(there.folder, 'nowhere'))).toEqual(['archive_invalid', 'archive.yidu']);
  });

  it.skipIf(process.platform === 'win32')('a link out of the folder, and a pipe', async () => {
    const lines = join(archive, LINES);
    cpSync(lines, join(there.folder, 'elsewhere'));
    rmSync(lines);
    symlinkSync(join(there.folder, 'elsewhere'), lines);
    expect(await refusal(there, archive)).toEqual(['archive_invalid', LINES]);
    rmSync(lines);
    execFileSync('mkfifo', [lines]);
    expect(await refusal(there, archive)).toEqual(['archive_invalid', LINES]);
  });
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
    await expect(there.importFrom(from, undefined, failing)).rejects.toMatchObject({ code: 'disk_full' });
    expect((await there.store.read.page(TEAM, { at: 'latest' }, 200)).items).toHaveLength(200);
    expect(await there.importFrom(from)).toMatchObject({ added: 250 });
    expect(contentsOf(await there.exportTo('again'))).toEqual(contentsOf(from));
  });

  it('an import is given up at once', async () => {
    await expect(there.importFrom(archive, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
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
          sizes.push(JSON.stringify(part.items).length);
          return write.importPart(part);
        },
      },
    };
    expect(await there.importFrom(from, undefined, counting)).toMatchObject({ added: 60 });
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
          importPart: (part) => {
            parts += 1;
            abort.abort();
            return write.importPart(part);
          },
        },
        me: ME,
        // Each look at the clock is later than a slice of work.
        clock: { ...realClock, monotonic: () => (time += 10) },
        onDelta: () => undefined,
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
      const clock = { ...realClock, monotonic: () => (now += 10) };
      const giveUp = importArchive(
        { read, write, me: ME, clock, onDelta: () => undefined },
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

describe('names that people have chosen', () => {
  it('of files stay in their folder, and are readable', async () => {
    const content = join(there.folder, 'content');
    writeFileSync(content, 'bytes');
    const here = openPlace({ findFile: (file) => (file === FILE ? content : undefined) });
    const name = '../../.. /a?"<img src=x>.TXT';
    await here.store.write.applyHeads([head({ headSeq: 3 })], 1);
    await here.store.write.applyPage(TEAM, 2, 3, [
      message(2, ANNA, '', { content: { type: 'file', file: FILE, name, size: 5, mime: 'text/plain' } }),
      message(3, ANNA, '', { content: { type: 'file', file: FILE, name: 'other', size: 5, mime: 'a/b' } }),
    ]);
    const folder = await here.exportTo('archive', { files: true });
    const [kept = ''] = readdirSync(join(folder, 'files', FILE));
    expect(readFileSync(join(folder, 'files', FILE, kept), 'utf8')).toBe('bytes');
    expect(existsSync(join(here.folder, 'a'))).toBe(false);
    const page = readFileSync(join(folder, 'pages', `${TEAM}.html`), 'utf8');
    const [, href = ''] = /<a href="(\.\.\/files[^"]+)"/.exec(page) ?? [];
    expect(existsSync(join(folder, 'pages', decodeURIComponent(href.replaceAll('&amp;', '&'))))).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'archive.yidu'), 'utf8'))).toMatchObject({ files: 1 });
  });

  it('of a file that the cache has tidied up meanwhile costs the export nothing, and without a wish for files none is copied', async () => {
    const content = join(there.folder, 'content');
    const here = openPlace({ findFile: () => content });
    await here.store.write.applyHeads([head({ headSeq: 2 })], 1);
    await here.store.write.applyPage(TEAM, 2, 2, [
      message(2, ANNA, '', {
        content: { type: 'file', file: FILE, name: 'gone #1?.txt', size: 5, mime: 'text/plain' },
      }),
    ]);
    const gone = await here.exportTo('gone', { files: true });
    expect(existsSync(join(gone, 'files', FILE))).toBe(false);
    writeFileSync(content, 'bytes');
    expect(existsSync(join(await here.exportTo('without'), 'files'))).toBe(false);
    const page = join('pages', `${TEAM}.html`);
    expect(readFileSync(join(gone, page), 'utf8')).not.toContain('href="../files');
    const kept = readFileSync(join(await here.exportTo('with', { files: true }), page), 'utf8');
    // What a browser would take for a fragment or a query is part of the name.
    expect(kept).toContain(`href="../files/${FILE}/gone%20%231`);
  });

  it('and texts are text in a page, whatever they say', async () => {
    const here = openPlace();
    const evil = `</p><script>alert(1)</script><img src=x onerror="alert(1)">'"&`;
    await here.store.write.putPeople([{ id: ANNA, name: 'anna', displayName: evil }]);
    await here.store.write.applyHeads([head({ headSeq: 2, title: evil.slice(0, 60) })], 1);
    await here.store.write.applyPage(TEAM, 2, 2, [message(2, ANNA, evil)]);
    const folder = await here.exportTo('archive');
    for (const file of ['index.html', join('pages', `${TEAM}.html`)]) {
      const page = readFileSync(join(folder, file), 'utf8');
      expect(page).not.toMatch(/<script|<img|<[^>]+ on\w+=/);
      expect(page).toContain(`content="default-src &#39;none&#39;;`);
    }
    expect(readFileSync(join(folder, 'pages', `${TEAM}.html`), 'utf8')).toContain(escapeHtml(evil));
  });
});
