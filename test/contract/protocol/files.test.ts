import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConversationId, FileId } from '../../../src/shared/model/ids.ts';
import { expectCode } from '../../support/expect-code.ts';
import { codeOf, FileRelay, metadata, pngHeader } from '../../support/file-relay.ts';
import { openMemoryRelayStorage } from '../../../src/relay/storage/memory/memory-relay-storage.ts';
import type { Actor } from '../../support/relay-world.ts';

const HELLO = Buffer.from('hello, file\n');
const open: FileRelay[] = [];

async function start(...args: Parameters<typeof FileRelay.start>): Promise<FileRelay> {
  const relay = await FileRelay.start(...args);
  open.push(relay);
  return relay;
}

afterEach(async () => {
  for (const relay of open.splice(0)) await relay.stop();
});

function fileContent(file: FileId, more: object = {}) {
  return { type: 'file', file, name: 'lie.exe', size: 1, mime: 'a/b', ...more } as const;
}

function imageContent(file: FileId, more: object = {}) {
  return { type: 'image', file, name: 'x', size: 1, mime: 'a/b', width: 1, height: 1, ...more } as const;
}

function send(
  { world }: FileRelay,
  actor: Actor,
  conversation: ConversationId,
  content: ReturnType<typeof fileContent> | ReturnType<typeof imageContent>,
) {
  return actor.client.request('message.send', { conversation, clientId: world.newClientId(), content });
}

describe('files', () => {
  it('[FIL-1] [FIL-2] are begun under an id of the client, and once only', async () => {
    const relay = await start();
    const anna = await relay.world.register('anna');
    const id = relay.newFileId();
    const file = { id, name: '报告 (final)’.pdf', size: HELLO.length };
    const begun = await relay.begin(anna, file);
    expect(begun.status).toBe(201);
    expect(begun.headers).toMatchObject({ location: `/files/${id}`, 'tus-resumable': '1.0.0' });
    expect(begun.headers['upload-expires']).toBeDefined();
    expect((await relay.begin(anna, file)).status).toBe(409);
    expect((await relay.begin(await relay.world.register('bo'), file)).status).toBe(409);
    const half = await relay.append(anna, id, 0, HELLO.subarray(0, 5));
    expect(half).toMatchObject({ status: 204, headers: { 'upload-offset': '5' } });
    const head = await relay.ask('HEAD', `/files/${id}`, anna);
    expect(head.headers).toMatchObject({ 'upload-offset': '5', 'upload-length': '12' });
    expect((await relay.append(anna, id, 3, HELLO.subarray(3))).status).toBe(409);
    expect((await relay.append(anna, id, 5, HELLO.subarray(5))).headers['upload-offset']).toBe('12');
    for (const path of ['/files', `/files/${id}`]) {
      for (const token of [undefined, { token: 'x'.repeat(43) }]) {
        const refused = await relay.ask(path === '/files' ? 'POST' : 'GET', path, token);
        expect(refused.status).toBe(401);
        expect(codeOf(refused)).toBe('bad_token');
      }
    }
    expect((await relay.fetch(anna, id, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await relay.ask('PUT', '/files', anna)).status).toBe(400);
  });

  it('[FIL-3] are refused when they are too large, of the wrong kind, or too many, and leave nothing', async () => {
    const policy = { maxBytes: 100, quotaBytes: 150, denied: ['.exe', 'video/*'], openUploads: 2 };
    const relay = await start(policy);
    const anna = await relay.world.register('anna');
    const begin = (name: string, size: number, type = 'text/plain') =>
      relay.begin(anna, { id: relay.newFileId(), name, type, size });
    const large = await begin('a.txt', 101);
    expect([large.status, codeOf(large)]).toEqual([413, 'too_large']);
    for (const [name, type] of [
      ['setup.EXE', 'text/plain'],
      ['setup.exe. ', 'text/plain'],
      ['film', 'video/mp4'],
    ] as const) {
      const refused = await begin(name, 1, type);
      expect([refused.status, codeOf(refused)]).toEqual([415, 'type_not_allowed']);
    }
    expect((await begin('a.txt', 100)).status).toBe(201);
    const over = await begin('b.txt', 51);
    expect([over.status, codeOf(over)]).toEqual([507, 'quota_exceeded']);
    expect((await begin('b.txt', 50)).status).toBe(201);
    const third = await begin('c.txt', 0);
    expect([third.status, codeOf(third)]).toEqual([429, 'too_many']);
    expect(await readdir(join(relay.folder, 'uploads'))).toHaveLength(2);
  });

  it('[FIL-4] [FIL-5] belong to who began them and go on after the relay was ended anywhere', async () => {
    const storage = openMemoryRelayStorage();
    const first = await start({}, { storage });
    const anna = await first.world.register('anna');
    const bo = await first.world.register('bo');
    const [half, whole] = [first.newFileId(), first.newFileId()];
    await first.begin(anna, { id: half, name: 'a', size: 12 });
    await first.append(anna, half, 0, HELLO.subarray(0, 7));
    for (const method of ['HEAD', 'DELETE']) {
      expect((await first.ask(method, `/files/${half}`, bo)).status).toBe(404);
    }
    expect((await first.append(bo, half, 7, HELLO.subarray(7))).status).toBe(404);
    await first.begin(anna, { id: whole, name: 'b', size: 12 });
    await first.append(anna, whole, 0, HELLO.subarray(0, 11));
    open.splice(open.indexOf(first), 1);
    await first.relay.server.close(0);
    // The last byte had come, and the relay was killed before it had looked at the file.
    const { appendFile } = await import('node:fs/promises');
    await appendFile(join(first.folder, 'uploads', whole), HELLO.subarray(11));

    const again = await start({}, { storage, folder: first.folder });
    expect((await again.ask('HEAD', `/files/${half}`, anna)).headers['upload-offset']).toBe('7');
    expect((await again.append(anna, half, 7, HELLO.subarray(7))).status).toBe(204);
    expect((await again.ask('HEAD', `/files/${whole}`, anna)).headers['upload-offset']).toBe('12');
    expect(await blobs(again)).toHaveLength(1);
    expect(await readdir(join(again.folder, 'uploads'))).toEqual([]);
    const gone = again.newFileId();
    await again.begin(anna, { id: gone, name: 'c', size: 5 });
    expect((await again.ask('DELETE', `/files/${gone}`, anna)).status).toBe(204);
    expect((await again.ask('HEAD', `/files/${gone}`, anna)).status).toBe(404);
  });

  it('[FIL-6] are what the relay knows of them, and only for their owner to send', async () => {
    const relay = await start();
    const { world } = relay;
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.direct(anna, bo);
    const file = await relay.upload(anna, HELLO, '名 "x".txt', 'text/plain');
    const { seq } = await send(relay, anna, id, fileContent(file, { caption: 'read me' }));
    const { events } = await bo.client.request('timeline.pull', {
      conversation: id,
      from: seq,
      to: seq,
      limit: 1,
    });
    expect(events[0]).toMatchObject({
      content: { type: 'file', file, name: '名 "x".txt', size: 12, mime: 'text/plain', caption: 'read me' },
    });
    await expectCode(send(relay, bo, id, fileContent(file)), 'not_found');
    await expectCode(send(relay, anna, id, imageContent(file)), 'bad_args');
    const open = relay.newFileId();
    await relay.begin(anna, { id: open, name: 'x', size: 5 });
    await expectCode(send(relay, anna, id, fileContent(open)), 'not_found');
    const picture = await relay.upload(anna, pngHeader(300, 200), 'p.png', 'image/png');
    const large = await relay.upload(anna, pngHeader(2_000, 200), 'l.png', 'image/png');
    await expectCode(send(relay, anna, id, imageContent(picture, { thumbnail: large })), 'bad_args');
    const sent = await send(relay, anna, id, imageContent(large, { thumbnail: picture }));
    const page = await bo.client.request('timeline.pull', {
      conversation: id,
      from: sent.seq,
      to: sent.seq,
      limit: 1,
    });
    expect(page.events[0]).toMatchObject({
      content: { type: 'image', width: 2_000, height: 200, mime: 'image/png', thumbnail: picture },
    });
    expect((await relay.fetch(bo, picture)).status).toBe(200);
  });

  it('[FIL-7] [MSG-10] are for whoever may pull a message that refers to them, until it is recalled', async () => {
    const relay = await start();
    const { world } = relay;
    const [anna, bo, cy] = [
      await world.register('anna'),
      await world.register('bo'),
      await world.register('cy'),
    ];
    const { id } = await world.group(anna, bo);
    const file = await relay.upload(anna, HELLO);
    expect((await relay.fetch(anna, file)).status).toBe(404);
    const { seq } = await send(relay, anna, id, fileContent(file));
    expect((await relay.fetch(bo, file)).body).toEqual(HELLO);
    expect((await relay.fetch(anna, file)).body).toEqual(HELLO);
    // A later joiner does not see what was said before, and whoever left sees it still.
    await anna.client.request('conversation.addMembers', { conversation: id, users: [cy.user] });
    expect((await relay.fetch(cy, file)).status).toBe(404);
    await anna.client.request('conversation.removeMembers', { conversation: id, users: [bo.user] });
    expect((await relay.fetch(bo, file)).status).toBe(200);
    // A forward makes another reference.
    const other = await world.direct(bo, cy);
    await bo.client.request('message.forward', {
      from: id,
      seqs: [seq],
      conversation: other.id,
      clientId: world.newClientId(),
    });
    expect((await relay.fetch(cy, file)).status).toBe(200);
    await anna.client.request('message.recall', { conversation: id, seq });
    expect((await relay.fetch(anna, file)).status).toBe(404);
    expect((await relay.fetch(cy, file)).status).toBe(200);
    await bo.client.request('message.recall', { conversation: other.id, seq: 2 });
    expect((await relay.fetch(cy, file)).status).toBe(404);
    expect((await relay.fetch(cy, relay.newFileId())).body).toEqual((await relay.fetch(cy, file)).body);
  });

  it('[FIL-8] come in parts', async () => {
    const relay = await start();
    const { world } = relay;
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    const file = await relay.upload(anna, HELLO);
    await send(relay, anna, id, fileContent(file));
    const whole = await relay.fetch(anna, file);
    const etag = whole.headers.etag ?? '';
    const part = await relay.fetch(anna, file, { range: 'bytes=7-', 'if-range': etag });
    expect(part).toMatchObject({ status: 206, body: HELLO.subarray(7) });
    expect(part.headers['content-range']).toBe('bytes 7-11/12');
    expect((await relay.fetch(anna, file, { range: 'bytes=-3' })).body).toEqual(HELLO.subarray(9));
    expect((await relay.fetch(anna, file, { range: 'bytes=7-', 'if-range': '"other"' })).body).toEqual(HELLO);
    const beyond = await relay.fetch(anna, file, { range: 'bytes=12-' });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */12']);
    for (const range of ['bytes=0-1,3-4', 'bytes=5-2', 'lines=1-2', `bytes=${'9'.repeat(30)}-`]) {
      expect((await relay.fetch(anna, file, { range })).status).toBe(200);
    }
  });

  it('[FIL-9] carry name, hash and headers that keep browsers from running them', async () => {
    const relay = await start();
    const { world } = relay;
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    const html = await relay.upload(
      anna,
      Buffer.from('<script>1</script>'),
      'a"b\'\\ 报告;%41🎉.html',
      'text/html',
    );
    await send(relay, anna, id, fileContent(html));
    const { headers, body } = await relay.fetch(anna, html);
    const digest = createHash('sha256').update(body).digest('base64');
    expect(headers).toMatchObject({
      'content-type': 'text/html',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'repr-digest': `sha-256=:${digest}:`,
      'cache-control': 'private, no-store',
    });
    const [, exact = ''] = /filename\*=UTF-8''(\S+)$/.exec(headers['content-disposition'] ?? '') ?? [];
    expect(decodeURIComponent(exact)).toBe('a"b\'\\ 报告;%41🎉.html');
    expect(headers['content-disposition']).toMatch(/^attachment; filename="a_b'_ __;_41_\.html"; /);
    const png = await relay.upload(anna, pngHeader(3, 4), 'p.png', 'image/png');
    await send(relay, anna, id, imageContent(png));
    expect((await relay.fetch(anna, png)).headers['content-disposition']).toMatch(/^inline;/);
  });

  it('[FIL-10] are stored once, and removed when nobody needs them', async () => {
    const relay = await start({ unusedMs: 1_000 });
    const { world, clock } = relay;
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.direct(anna, bo);
    const sent = await relay.upload(anna, HELLO);
    await relay.upload(bo, HELLO);
    const { seq } = await send(relay, anna, id, fileContent(sent));
    await relay.upload(bo, Buffer.from('nobody wants it'));
    const begun = relay.newFileId();
    await relay.begin(bo, { id: begun, name: 'x', size: 9 });
    expect(await blobs(relay)).toHaveLength(2);
    await swept(relay, 1, [begun]);
    expect((await relay.fetch(bo, sent)).body).toEqual(HELLO);
    // Nobody has answered pings meanwhile.
    const back = await world.again(anna);
    await back.client.request('message.recall', { conversation: id, seq });
    await swept(relay, 0, [begun]);
    clock.advance(8 * 24 * 3_600_000);
    await swept(relay, 0, []);
  });

  it('[FIL-11] do not take all connections for one account', async () => {
    const relay = await start({ parallelUploads: 1 });
    const anna = await relay.world.register('anna');
    const id = relay.newFileId();
    await relay.begin(anna, { id, name: 'slow', size: 1_000_000 });
    const { request } = await import('node:http');
    const slow = request({
      host: '127.0.0.1',
      port: relay.relay.server.port,
      method: 'PATCH',
      path: `/files/${id}`,
      headers: {
        authorization: `Bearer ${anna.token}`,
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
        'content-length': '1000000',
      },
    });
    slow.on('error', () => undefined);
    slow.write(Buffer.alloc(10));
    await expect
      .poll(async () => (await relay.begin(anna, { id: relay.newFileId(), name: 'b', size: 1 })).status)
      .toBe(429);
    slow.destroy();
    await expect
      .poll(async () => (await relay.begin(anna, { id: relay.newFileId(), name: 'b', size: 1 })).status)
      .toBe(201);
  });

  it('[FIL-2] need metadata that fits', async () => {
    const relay = await start();
    const anna = await relay.world.register('anna');
    const ask = (headers: Record<string, string>) => relay.ask('POST', '/files', anna, headers);
    const id = relay.newFileId();
    for (const upload of [{ name: 'x' }, { id: 'x', name: 'x' }, { id }, { id, name: 'a\u202Egpj.exe' }]) {
      const refused = await ask({ 'upload-length': '1', 'upload-metadata': metadata(upload) });
      expect([refused.status, codeOf(refused)]).toEqual([400, 'bad_args']);
    }
    expect((await ask({ 'upload-length': '1' })).status).toBe(400);
  });
});

/** Lets time pass, round after round of the sweeper, until the relay has so many contents and these uploads left. */
async function swept(relay: FileRelay, contents: number, uploads: readonly string[]): Promise<void> {
  await expect
    .poll(
      async () => {
        relay.clock.advance(300_000);
        return [(await blobs(relay)).length, await readdir(join(relay.folder, 'uploads'))];
      },
      { interval: 5, timeout: 10_000 },
    )
    .toEqual([contents, uploads]);
}

async function blobs({ folder }: FileRelay): Promise<string[]> {
  const names = await readdir(join(folder, 'blobs'), { recursive: true });
  return names.filter((name) => name.length > 10);
}
