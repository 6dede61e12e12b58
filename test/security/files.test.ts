import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileId } from '../../src/shared/model/ids.ts';
import { readPicture } from '../../src/shared/picture.ts';
import { expectCode } from '../support/expect-code.ts';
import { type Answer, codeOf, FileRelay, metadata, pngHeader } from '../support/file-relay.ts';
import type { Actor } from '../support/relay-world.ts';

let relay: FileRelay;
let anna: Actor;

afterEach(() => relay.stop());

async function start(...args: Parameters<typeof FileRelay.start>): Promise<void> {
  relay = await FileRelay.start(...args);
  anna = await relay.world.register('anna');
}

/** All that lies in the relay's folder. */
async function onDisk(): Promise<string[]> {
  return (await readdir(relay.folder, { recursive: true })).filter((name) => name.length > 12);
}

async function sent(file: FileId, type: 'file' | 'image' = 'file'): Promise<void> {
  const { id } = await relay.world.group(anna);
  const common = { file, name: 'x', size: 1, mime: 'a/b' };
  const content = type === 'file' ? { type, ...common } : { type, ...common, width: 1, height: 1 };
  await anna.client.request('message.send', {
    conversation: id,
    clientId: relay.world.newClientId(),
    content,
  });
}

describe('names that lead elsewhere', () => {
  it('are labels: no path is made of a name or of an id', async () => {
    await start();
    for (const name of [
      '../../../../tmp/evil',
      '..\\..\\evil',
      '/etc/cron.d/evil',
      'a/../../b',
      '.',
      '..',
      'CON',
    ]) {
      const file = await relay.upload(anna, Buffer.from('x'), name);
      await sent(file);
      const { headers } = await relay.fetch(anna, file);
      const plain = /filename="([^"]*)"/.exec(headers['content-disposition'] ?? '')?.[1] ?? '/';
      expect(plain).not.toMatch(/[/\\]/);
    }
    const names = await onDisk();
    expect(names.every((name) => /^(blobs|uploads)\/[\w/.-]+$/.test(name) && !name.includes('evil'))).toBe(
      true,
    );
    for (const id of [
      '../relay.db',
      '..%2f..%2frelay.db',
      '%2e%2e/relay.db',
      'x'.repeat(5_000),
      '%00',
      '%E0%A4%A',
    ]) {
      for (const method of ['GET', 'HEAD', 'PATCH', 'DELETE']) {
        const { status } = await relay.ask(method, `/files/${id}`, anna, {
          'upload-offset': '0',
          'content-type': 'application/offset+octet-stream',
        });
        expect([method, id, [400, 404].includes(status)]).toEqual([method, id, true]);
      }
    }
    const split = { id: relay.newFileId(), name: 'a\r\nSet-Cookie: x=1' };
    const refused = await relay.ask('POST', '/files', anna, {
      'upload-length': '1',
      'upload-metadata': metadata(split),
    });
    expect(codeOf(refused)).toBe('bad_args');
  });
});

describe('bytes that are not what they are said to be', () => {
  it('are shown nowhere: a page that calls itself a picture is unknown bytes', async () => {
    await start();
    const page = Buffer.from('<!doctype html><script>fetch("//evil.example")</script>');
    const disguises: [Buffer, string, string][] = [
      [page, 'cat.png', 'image/png'],
      [
        Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        'cat.svg',
        'image/svg+xml',
      ],
      [Buffer.concat([Buffer.from('GIF89a'), page]), 'cat.gif', 'image/gif'],
      [Buffer.alloc(0), 'empty.png', 'image/png'],
    ];
    for (const [bytes, name, type] of disguises) {
      const file = await relay.upload(anna, bytes, name, type);
      // A GIF's header alone is one: then its pixels are all that anybody makes of it.
      if (readPicture(bytes) === null) await expectCode(sent(file, 'image'), 'bad_args');
      await sent(file);
      const { headers } = await relay.fetch(anna, file);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox");
      if (readPicture(bytes) === null) {
        expect(headers['content-disposition']).toMatch(/^attachment;/);
        expect(headers['content-type']).not.toBe('image/png');
      }
    }
    // The other way round a picture stays one, whatever it was called.
    const picture = await relay.upload(anna, pngHeader(4, 4), 'setup.exe', 'application/x-msdownload');
    await sent(picture, 'image');
    expect((await relay.fetch(anna, picture)).headers['content-type']).toBe('image/png');
  });

  it('are refused where only what they pretend to be is taken', async () => {
    await start({ allowed: ['image/*'] });
    const id = relay.newFileId();
    await relay.begin(anna, { id, name: 'x.png', type: 'image/png', size: 4 });
    const done = await relay.append(anna, id, 0, Buffer.from('evil'));
    expect([done.status, codeOf(done)]).toEqual([415, 'type_not_allowed']);
    expect((await relay.ask('HEAD', `/files/${id}`, anna)).status).toBe(404);
    expect(await onDisk()).toEqual([]);
  });
});

describe('pictures that explode', () => {
  it('are taken for files: gigabytes of pixels in a few bytes are decoded by nobody', async () => {
    await start();
    const bombs = [
      pngHeader(50_000, 50_000),
      pngHeader(4_294_967_295, 1),
      pngHeader(0, 10),
      Buffer.concat([pngHeader(30_000, 30_000), deflateSync(Buffer.alloc(1_000_000))]),
      // A GIF of 65,535 × 65,535.
      Buffer.from('474946383961ffffffff800000', 'hex'),
    ];
    for (const bomb of bombs) {
      const before = process.memoryUsage().rss;
      const file = await relay.upload(anna, bomb, 'cat.png', 'image/png');
      await expectCode(sent(file, 'image'), 'bad_args');
      await sent(file);
      expect((await relay.fetch(anna, file)).headers['content-type']).toBe('application/octet-stream');
      expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    }
  });

  it('whose headers are broken in any way are none, and never throw', () => {
    const whole = pngHeader(40, 30);
    for (let length = 0; length < 24; length++) expect(readPicture(whole.subarray(0, length))).toBeNull();
    // JPEG: segments without end, a length of zero, and nothing but markers.
    for (const hex of [
      'ffd8ffe00000',
      'ffd8ffe1ffff',
      'ffd8'.repeat(1_000),
      'ffd8ffc00002',
      '52494646ffffffff57454250',
    ]) {
      expect(readPicture(Buffer.from(hex, 'hex'))).toBeNull();
    }
  });
});

describe('links without rights', () => {
  it('open nothing: not without a token, not with a cookie or a query, not from a page, not for strangers', async () => {
    await start();
    const file = await relay.upload(anna, Buffer.from('secret'));
    await sent(file);
    const eve = await relay.world.register('eve');
    expect((await relay.fetch(eve, file)).status).toBe(404);
    for (const headers of [
      {},
      { cookie: `token=${anna.token}` },
      { authorization: `Basic ${Buffer.from(`anna:${anna.token}`).toString('base64')}` },
      { authorization: 'Bearer ' },
      { authorization: `Bearer ${'a'.repeat(4_000)}` },
      { referer: 'http://127.0.0.1/' },
    ]) {
      const refused = await relay.fetch(undefined, file, headers);
      expect([refused.status, refused.body.toString().includes('secret')]).toEqual([401, false]);
    }
    const asked = await relay.ask('GET', `/files/${file}?token=${anna.token}`, undefined);
    expect(asked.status).toBe(401);
    expect((await relay.fetch(anna, file, { origin: 'https://evil.example' })).status).toBe(403);
    // A device that was signed out has no rights from then on.
    await anna.client.request('session.signOut', {});
    expect((await relay.fetch(anna, file)).status).toBe(401);
  });

  it("do not let anybody take over another's upload or send it as theirs", async () => {
    await start();
    const eve = await relay.world.register('eve');
    const id = relay.newFileId();
    await relay.begin(anna, { id, name: 'x', size: 10 });
    for (const method of ['HEAD', 'PATCH', 'DELETE']) {
      const { status } = await relay.ask(method, `/files/${id}`, eve, {
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
        'x-http-method-override': 'DELETE',
      });
      expect(status).toBe(404);
    }
    expect((await relay.ask('HEAD', `/files/${id}`, anna)).headers['upload-offset']).toBe('0');
  });
});

describe('ranges and headers that abuse', () => {
  it('cost no more than one download', async () => {
    await start();
    const file = await relay.upload(anna, Buffer.alloc(10_000, 'x'));
    await sent(file);
    const many = `bytes=${Array.from({ length: 500 }, (_, n) => `${n}-`).join(',')}`;
    for (const range of [
      many,
      'bytes=0-0,-1',
      'bytes=-',
      'bytes=--1',
      'bytes=1e3-',
      'bytes=0x1-',
      'BYTES=',
    ]) {
      const { status, body } = await relay.fetch(anna, file, { range });
      expect([range.slice(0, 20), status, body.length]).toEqual([range.slice(0, 20), 200, 10_000]);
    }
    for (const range of ['bytes=10000-', 'bytes=99999999999-', 'bytes=-0']) {
      expect((await relay.fetch(anna, file, { range })).status).toBe(416);
    }
    expect((await relay.fetch(anna, file, { range: 'bytes=9999-99999999' })).body.length).toBe(1);
  });

  it('of the upload protocol are refused, and nothing is kept', async () => {
    await start();
    const id = relay.newFileId();
    const known = metadata({ id, name: 'x' });
    const abuses: Record<string, string>[] = [
      { 'upload-length': '99999999999999999999', 'upload-metadata': known },
      { 'upload-length': String(2 ** 53), 'upload-metadata': known },
      { 'upload-length': '-1', 'upload-metadata': known },
      { 'upload-length': '1.5', 'upload-metadata': known },
      { 'upload-length': '0x10', 'upload-metadata': known },
      { 'upload-length': 'NaN', 'upload-metadata': known },
      { 'upload-metadata': known },
      { 'upload-defer-length': '1', 'upload-metadata': known },
      { 'upload-length': '5', 'upload-concat': 'partial', 'upload-metadata': `${known},id ${known}` },
      { 'upload-length': '5', 'upload-metadata': 'id' },
      { 'upload-length': '5', 'upload-metadata': ','.repeat(5_000) },
      { 'upload-length': '5', 'upload-metadata': metadata({ id, name: 'x'.repeat(4_000) }) },
      { 'upload-length': '5', 'upload-metadata': metadata({ id: '__proto__', name: 'x' }) },
    ];
    for (const headers of abuses) {
      const { status } = await relay.ask('POST', '/files', anna, headers);
      expect([JSON.stringify(headers).slice(0, 80), status >= 400 && status < 500]).toEqual([
        JSON.stringify(headers).slice(0, 80),
        true,
      ]);
    }
    // More headers than a relay reads.
    const bomb = await relay.ask('POST', '/files', anna, { 'upload-metadata': 'x'.repeat(9_000) });
    expect(bomb.status).toBe(431);
    expect(await onDisk()).toEqual([]);

    await relay.begin(anna, { id, name: 'x', size: 5 });
    for (const offset of ['-1', '1', '99999999999999999999', 'x', '']) {
      const { status } = await relay.ask(
        'PATCH',
        `/files/${id}`,
        anna,
        { 'upload-offset': offset, 'content-type': 'application/offset+octet-stream' },
        Buffer.from('hello'),
      );
      expect([offset, [400, 403, 409].includes(status)]).toEqual([offset, true]);
    }
    const patch = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
    // More bytes than were announced, and an announcement that changes.
    const over = await relay.ask('PATCH', `/files/${id}`, anna, patch, Buffer.alloc(6));
    expect(over.status).toBe(413);
    const grown = await relay.ask(
      'PATCH',
      `/files/${id}`,
      anna,
      { ...patch, 'upload-length': '9' },
      Buffer.from('x'),
    );
    expect(grown.status).toBeGreaterThanOrEqual(400);
    const wrongType = await relay.ask('PATCH', `/files/${id}`, anna, {
      ...patch,
      'content-type': 'text/plain',
    });
    expect(wrongType.status).toBe(400);
    expect((await readFile(join(relay.folder, 'uploads', id))).length).toBe(0);
    expect((await relay.append(anna, id, 0, Buffer.from('hello'))).status).toBe(204);
  });

  it('are answered without a word of what went wrong inside', async () => {
    await start();
    const { body } = await relay.ask('POST', '/files', anna, {
      'upload-length': '5',
      'upload-metadata': 'id x',
    });
    expect(body.toString()).not.toMatch(/\/tmp|node_modules|at \w+ \(/);
  });
});

describe('bad tokens', () => {
  it('[LIM-5] [FIL-1] of an address are slowed down as sign-ins are, and good ones never', async () => {
    await start();
    const file = await relay.upload(anna, Buffer.from('x'), 'a.txt');
    await sent(file);
    const from = { 'x-forwarded-for': '203.0.113.9' };
    const guess = (): Promise<Answer> =>
      relay.ask('GET', `/files/${file}`, { token: 'guessed-guessed-guessed' }, from);
    const statuses: number[] = [];
    for (let i = 0; i < 60; i++) statuses.push((await guess()).status);
    expect(new Set(statuses)).toEqual(new Set([401]));
    const slowed = await guess();
    expect([slowed.status, codeOf(slowed)]).toEqual([429, 'rate_limited']);
    expect(Number(slowed.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect((await relay.ask('GET', `/files/${file}`, undefined, from)).status).toBe(429);
    const begun = await relay.ask('POST', '/files', { token: 'x' }, from);
    expect(begun.status).toBe(429);
    expect((await relay.ask('GET', `/files/${file}`, anna, from)).status).toBe(200);
    const far = { 'x-forwarded-for': '203.0.113.10' };
    expect((await relay.ask('GET', `/files/${file}`, undefined, far)).status).toBe(401);
    relay.clock.advance(60_000);
    expect((await guess()).status).toBe(401);
    expect(relay.counters.downloadsRefused.of('bad_token')).toBe(62);
    expect(relay.counters.uploadsRefused.of('rate_limited')).toBe(1);
  });
});
