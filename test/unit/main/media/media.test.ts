import { existsSync } from 'node:fs';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { Media } from '../../../../src/main/media/create-media.ts';
import type { HttpClient } from '../../../../src/main/net/http-client.ts';
import type { Engine } from '../../../../src/main/sync/engine.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { MessageItem } from '../../../../src/shared/ipc/views.ts';
import type { FileContent } from '../../../../src/shared/model/file.ts';
import type { FileId } from '../../../../src/shared/model/ids.ts';
import { LIMITS } from '../../../../src/shared/protocol/limits.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { pngHeader } from '../../../support/file-relay.ts';
import { MediaFixture, reached } from './media-fixture.ts';

const BYTES = Buffer.alloc(600_000, 'yidu ');
let fixture: MediaFixture;

afterEach(() => fixture.stop());

function mediaOf(engine: Engine): Media {
  if (!engine.media) throw new Error('no media');
  return engine.media;
}

async function source(name: string, bytes: Uint8Array = BYTES): Promise<string> {
  const path = join(fixture.folder, name);
  await writeFile(path, bytes);
  return path;
}

async function sendFile(engine: Engine, path: string): Promise<FileId> {
  const { file } = await mediaOf(engine).add(path);
  await engine.handle['attachment.send']({ conversation: fixture.conversation, file, as: 'file' });
  return file;
}

async function mine(engine: Engine): Promise<MessageItem[]> {
  const { items } = await engine.handle['timeline.page']({
    conversation: fixture.conversation,
    anchor: { at: 'latest' },
    limit: 50,
  });
  return items.filter((item): item is MessageItem => item.kind === 'message' && item.mine);
}

async function stateOf(engine: Engine): Promise<MessageItem['state'] | undefined> {
  return (await mine(engine)).at(-1)?.state;
}

async function received(): Promise<FileContent[]> {
  const { events } = await fixture.bo.client.request('timeline.pull', {
    conversation: fixture.conversation,
    from: 1,
    to: 100,
    limit: 100,
  });
  return events.flatMap((event) => ('content' in event ? [event.content as FileContent] : []));
}

/** Cuts every body after so many bytes, until so many have passed in all; then either all pass, or none does any more. */
function cutting(each: number, total: number, then: 'all' | 'none'): (http: HttpClient) => HttpClient {
  let passed = 0;
  return (http) => ({
    request: (request) => {
      if (!request.body || (passed >= total && then === 'all')) return http.request(request);
      let bytes = 0;
      const cut = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          bytes += chunk.length;
          passed += chunk.length;
          if (bytes > each || passed > total) done(new AppError('unreachable', 'cut'));
          else done(null, chunk);
        },
      });
      request.body.once('error', () => undefined);
      return http.request({ ...request, body: request.body.pipe(cut) });
    },
  });
}

describe('uploads', () => {
  it('go on where they were after the link was cut, and the message leaves when all is there, in order', async () => {
    fixture = await MediaFixture.start();
    const { engine, transfers } = await fixture.client(cutting(150_000, 400_000, 'all'));
    const file = await sendFile(engine, await source('年报.bin'));
    const text = { type: 'text', text: 'after it' } as const;
    await engine.handle['message.send']({ conversation: fixture.conversation, content: text });
    await reached(async () => (await received()).length === 2);
    const [first, second] = await received();
    expect(first).toMatchObject({ type: 'file', file, name: '年报.bin', size: BYTES.length });
    expect(second).toMatchObject(text);
    expect((await fixture.relay.fetch(fixture.bo, file)).body.equals(BYTES)).toBe(true);
    const about = () => transfers().filter((transfer) => transfer.file === file);
    await reached(() => about().at(-1)?.state.kind === 'done');
    const told = about();
    const bytes = told.flatMap(({ state }) => (state.kind === 'running' ? [state.bytes] : []));
    expect(Math.max(...bytes)).toBeLessThanOrEqual(BYTES.length);
    // Nothing of it waits any more.
    await reached(async () => (await readdir(join(fixture.folder, 'media/outgoing'))).length === 0);
  });

  it('go on with the next client after one that was ended in the middle (X9)', async () => {
    fixture = await MediaFixture.start();
    const first = await fixture.client(cutting(150_000, 150_000, 'none'));
    const file = await sendFile(first.engine, await source('a.bin'));
    await reached(() => first.transfers().some(({ state }) => state.kind === 'stopped'));
    await fixture.end(first.engine);
    expect(await received()).toEqual([]);
    await fixture.client();
    await reached(async () => (await received()).length === 1);
    expect((await fixture.relay.fetch(fixture.bo, file)).body.equals(BYTES)).toBe(true);
  });

  it('[FIL-4] begin anew when they stood still for longer than the relay keeps them and it has not tidied up', async () => {
    fixture = await MediaFixture.start();
    const first = await fixture.client(cutting(150_000, 150_000, 'none'));
    const file = await sendFile(first.engine, await source('a.bin'));
    await reached(() => first.transfers().some(({ state }) => state.kind === 'stopped'));
    await fixture.end(first.engine);
    fixture.relay.clock.advance(LIMITS.uploadMs + 1);
    const { engine } = await fixture.client();
    await reached(async () => (await stateOf(engine))?.kind !== 'sending');
    expect(await stateOf(engine)).toEqual({ kind: 'sent' });
    expect((await fixture.relay.fetch(fixture.bo, file)).body.equals(BYTES)).toBe(true);
  });

  it('of a file that is another meanwhile fail honestly, and a retry looks again', async () => {
    fixture = await MediaFixture.start();
    const first = await fixture.client(cutting(150_000, 150_000, 'none'));
    const path = await source('a.bin');
    await sendFile(first.engine, path);
    await reached(() => first.transfers().some(({ state }) => state.kind === 'stopped'));
    await fixture.end(first.engine);
    const { mtime } = await stat(path);
    await writeFile(path, Buffer.alloc(BYTES.length, 'other'));
    const { engine } = await fixture.client();
    await reached(async () => (await stateOf(engine))?.kind === 'failed');
    expect(await stateOf(engine)).toEqual({ kind: 'failed', error: 'source_changed' });
    expect(await received()).toEqual([]);
    await writeFile(path, BYTES);
    await utimes(path, mtime, mtime);
    const [item] = await mine(engine);
    if (item) await engine.handle['message.retry']({ clientId: item.clientId });
    await reached(async () => (await stateOf(engine))?.kind !== 'sending');
  });

  it('are held back, let others pass, go on, and are given up with their message', async () => {
    fixture = await MediaFixture.start();
    const { engine, transfers } = await fixture.client(cutting(150_000, 150_000, 'none'));
    await sendFile(engine, await source('a.bin'));
    await reached(() => transfers().some(({ state }) => state.kind === 'stopped'));
    const [item] = await mine(engine);
    if (!item) throw new Error('nothing was queued');
    await engine.handle['transfer.pause']({ clientId: item.clientId, paused: true });
    expect(await stateOf(engine)).toEqual({ kind: 'sending', upload: 'paused' });
    const content = { type: 'text', text: 'passes' } as const;
    await engine.handle['message.send']({ conversation: fixture.conversation, content });
    await reached(async () => (await received()).length === 1);
    await engine.handle['message.delete']({ clientId: item.clientId });
    await reached(async () => (await readdir(join(fixture.relay.folder, 'uploads'))).length === 0);
    expect(await mine(engine)).toHaveLength(1);
  });

  it('that the relay does not take fail with its reason', async () => {
    fixture = await MediaFixture.start({ denied: ['.exe'], maxBytes: 700_000 });
    const { engine } = await fixture.client();
    await expectCode(mediaOf(engine).add(await source('b', Buffer.alloc(700_001))), 'too_large');
    await expectCode(mediaOf(engine).add(join(fixture.folder, 'none')), 'source_missing');
    await expectCode(mediaOf(engine).add(fixture.folder), 'source_missing');
    await sendFile(engine, await source('setup.exe'));
    await reached(async () => (await stateOf(engine))?.kind === 'failed');
    expect(await stateOf(engine)).toEqual({ kind: 'failed', error: 'type_not_allowed' });
  });
});

describe('an image', () => {
  it('that cannot be queued, or goes as a file, leaves nothing of its small picture behind', async () => {
    fixture = await MediaFixture.start();
    const { engine, store } = await fixture.client();
    const { file } = await mediaOf(engine).add(await source('a.png', pngHeader(300, 200)));
    const image = { conversation: fixture.conversation, file, thumbnail: Uint8Array.from(pngHeader(30, 20)) };
    const send = engine.handle['attachment.send'];
    const left = () => readdir(join(fixture.folder, 'media/outgoing'));
    const caption = 'long '.repeat(100_000);
    for (let n = 0; n < 100; n++) await expectCode(send({ ...image, as: 'image', caption }), 'bad_args');
    await expectCode(send({ ...image, as: 'image', file: fixture.relay.newFileId() }), 'not_found');
    const enqueue = store.write.enqueue.bind(store.write);
    Object.assign(store.write, { enqueue: () => Promise.reject(new AppError('disk_full')) });
    await expectCode(send({ ...image, as: 'image' }), 'disk_full');
    Object.assign(store.write, { enqueue });
    expect(await left()).toEqual([]);
    await send({ ...image, as: 'file' });
    expect(await left()).toEqual([]);
    await reached(async () => (await received()).length === 1);
    expect(await received()).toMatchObject([{ type: 'file', file }]);
  });
});

describe('downloads', () => {
  /** A file that Bo has sent. */
  async function sent(bytes: Uint8Array, name = 'b.bin'): Promise<FileId> {
    const { relay, bo, conversation } = fixture;
    const file = await relay.upload(bo, bytes, name, 'application/octet-stream');
    const content = { type: 'file', file, name, size: 1, mime: 'a/b' } as const;
    await bo.client.request('message.send', { conversation, clientId: relay.world.newClientId(), content });
    return file;
  }

  it('go on where they were, each once however many ask, and are forgotten with a recall', async () => {
    fixture = await MediaFixture.start();
    const asked: (string | undefined)[] = [];
    const { engine } = await fixture.client((http) => ({
      async request(request) {
        const response = await http.request(request);
        if (request.method !== 'GET') return response;
        asked.push(request.headers['range']);
        if (asked.length > 2) return response;
        let bytes = 0;
        const cut = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            bytes += chunk.length;
            if (bytes > 200_000) done(new Error('cut'));
            else done(null, chunk);
          },
        });
        response.body.once('error', () => undefined);
        return { ...response, body: response.body.pipe(cut) };
      },
    }));
    const file = await sent(BYTES);
    const media = mediaOf(engine);
    const [path, same] = await Promise.all([media.fetch(file), media.fetch(file)]);
    expect(same).toBe(path);
    expect((await readFile(path)).equals(BYTES)).toBe(true);
    expect(asked).toHaveLength(3);
    expect(asked[0]).toBeUndefined();
    expect(asked[1]).toMatch(/^bytes=\d+-$/);
    expect(media.there([file])).toEqual([file]);
    await fixture.bo.client.request('message.recall', { conversation: fixture.conversation, seq: 2 });
    await reached(() => media.there([file]).length === 0);
    await reached(() => !existsSync(path));
  });

  it('are not taken for there when the bytes are not those that were said', async () => {
    fixture = await MediaFixture.start();
    const { engine } = await fixture.client((http) => ({
      async request(request) {
        const response = await http.request(request);
        if (request.method !== 'GET') return response;
        const spoil = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            chunk[0] = 0;
            done(null, chunk);
          },
        });
        return { ...response, body: response.body.pipe(spoil) };
      },
    }));
    const file = await sent(BYTES);
    await expectCode(mediaOf(engine).fetch(file), 'file_damaged');
    expect(mediaOf(engine).there([file])).toEqual([]);
    const left = await readdir(join(fixture.folder, 'media/content'));
    expect(left).toEqual([]);
  });

  it('of what is not there, or not for me, are refused as the relay does', async () => {
    fixture = await MediaFixture.start();
    const { engine } = await fixture.client();
    await expectCode(mediaOf(engine).fetch(fixture.relay.newFileId()), 'not_found');
  });

  it('are shown as pictures only when their bytes are one of a size that may be decoded', async () => {
    fixture = await MediaFixture.start();
    const { engine } = await fixture.client();
    const media = mediaOf(engine);
    const picture = await sent(pngHeader(30, 20));
    expect(await media.picture(picture)).toMatchObject({ type: 'image/png' });
    await expectCode(media.picture(await sent(pngHeader(30_000, 30_000))), 'bad_args');
    await expectCode(media.picture(await sent(Buffer.from('<svg onload="alert(1)"/>'))), 'bad_args');
    const pasted = await media.addBytes('shot.png', 'image/png', pngHeader(5, 6));
    expect(pasted).toMatchObject({ mime: 'image/png', picture: { width: 5, height: 6 } });
    expect(await media.picture(pasted.file)).toMatchObject({ type: 'image/png' });
    await media.discard(pasted.file);
    expect(await readdir(join(fixture.folder, 'media/outgoing'))).toEqual([]);
  });
});
