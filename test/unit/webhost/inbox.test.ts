import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createInbox, type Inbox } from '../../../src/webhost/inbox.ts';

let folder: string;
let inbox: Inbox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yidu-inbox-'));
  inbox = createInbox(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const request = (body: string): Readable => Readable.from([Buffer.from(body)]);

it('puts bytes where a call stands for them, once', async () => {
  const ticket = await inbox.takeBytes(request('pixels'));
  const args = ['attachment.paste', { name: 'a.png', bytes: { $bytes: ticket } }, ['kept']];
  expect(inbox.withBytes(args)).toEqual([
    'attachment.paste',
    { name: 'a.png', bytes: new Uint8Array(Buffer.from('pixels')) },
    ['kept'],
  ]);
  expect(inbox.withBytes(args)[1]).toEqual({ name: 'a.png', bytes: undefined });
});

it('keeps no more bytes than calls can wait', async () => {
  for (let n = 0; n < 16; n++) await inbox.takeBytes(request('x'));
  await expect(inbox.takeBytes(request('x'))).rejects.toThrow('too many');
});

it('writes chosen files into folders of their own, whatever they are called', async () => {
  for (const name of ['年报.pdf', '../../evil', '..\\evil', '/etc/passwd', '']) {
    const path = await inbox.takeFile(request('bytes'), name);
    expect(dirname(dirname(path))).toBe(folder);
    expect(basename(path)).toMatch(/^(年报\.pdf|evil|passwd|file)$/);
    expect(await readFile(path, 'utf8')).toBe('bytes');
  }
  await inbox.tidy();
  expect(await readFile(await inbox.takeFile(request('x'), 'a'), 'utf8')).toBe('x');
});

it('writes a chosen folder as it is, and nothing outside of it', async () => {
  const name = '0198f00d-0000-4000-8000-000000000001';
  const place = await inbox.takeInto(request('{}'), name, 'manifest.json');
  await inbox.takeInto(request('line'), name, 'conversations/0198.jsonl');
  expect(await readFile(join(place, 'conversations', '0198.jsonl'), 'utf8')).toBe('line');
  for (const path of ['../evil', 'a/../../evil', '/etc/passwd', '', 'a//b', '.', 'a\\b', 'a/b/c/d/e'])
    await expect(inbox.takeInto(request('x'), name, path), path).rejects.toThrow('no such place');
  await expect(inbox.takeInto(request('x'), '../evil', 'a.json')).rejects.toThrow('no such place');
  // A second file of one name would be another folder's.
  await expect(inbox.takeInto(request('x'), name, 'manifest.json')).rejects.toThrow();
  await inbox.tidy();
  await expect(readFile(join(place, 'manifest.json'))).rejects.toThrow();
});
