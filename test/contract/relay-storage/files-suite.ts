import { describe, expect, it } from 'vitest';
import type { NewUpload } from '../../../src/relay/storage/file-port.ts';
import { FileId, type UserId } from '../../../src/shared/model/ids.ts';
import { expectCode } from '../../support/expect-code.ts';
import type { StorageFixture, Current } from './storage-fixture.ts';

const WINDOW = { sentAfter: 0 };

/** Files: whose they are, who may have them, and when they go. */
export function describeFiles(current: Current): void {
  const newId = (): FileId => FileId.parse(current().makeId());

  function upload(owner: UserId, changes: Partial<NewUpload> = {}): NewUpload {
    const file = { id: newId(), owner, name: 'a.txt', type: 'text/plain', size: 10, at: 100 };
    return { ...file, quota: 1_000, openUploads: 3, ...changes };
  }

  /** A complete file. */
  async function file({ storage }: StorageFixture, owner: UserId, hash = 'h', at = 100): Promise<FileId> {
    const begun = upload(owner, { at });
    expect(await storage.createUpload(begun)).toBe('created');
    expect(await storage.completeFile(begun.id, { hash, type: 'text/plain', picture: null }, at)).toBe(true);
    return begun.id;
  }

  const content = (id: FileId) =>
    ({ type: 'file', file: id, name: 'lie', size: 1, mime: 'a/b', caption: 'see' }) as const;

  describe('files', () => {
    it('[FIL-2] [FIL-3] [FIL-4] are begun once, as many and as large as may be, and known to their owner', async () => {
      const { storage, people } = bound(current());
      const [anna, bo] = await people(2);
      const first = upload(anna);
      expect(await storage.createUpload(first)).toBe('created');
      expect(await storage.createUpload({ ...first, owner: bo })).toBe('exists');
      expect(await storage.createUpload(upload(anna, { size: 991 }))).toBe('quota');
      expect(await storage.createUpload(upload(anna, { size: 990 }))).toBe('created');
      const { accounts } = await storage.listAccounts('', '', 10);
      expect(accounts.map(({ id, fileBytes }) => [id, fileBytes])).toEqual([
        [anna, 1_000],
        [bo, 0],
      ]);
      expect(await storage.createUpload(upload(anna, { size: 0 }))).toBe('created');
      expect(await storage.createUpload(upload(anna, { size: 0 }))).toBe('too-many');
      expect(await storage.createUpload(upload(bo))).toBe('created');
      expect(await storage.uploadOf(bo, first.id)).toBeUndefined();
      expect(await storage.uploadOf(anna, first.id)).toEqual({
        id: first.id,
        owner: anna,
        name: 'a.txt',
        type: 'text/plain',
        size: 10,
        begunAt: 100,
        complete: null,
      });
      expect(await storage.dropUpload(bo, first.id)).toBe(false);
      expect(await storage.dropUpload(anna, first.id)).toBe(true);
      expect(await storage.file(first.id)).toBeUndefined();
      const facts = { hash: 'h', type: 'text/plain', picture: null };
      expect(await storage.completeFile(first.id, facts, 5)).toBe(false);
      const device = current().device(anna, 'gone');
      await expectCode(storage.createUpload(upload(anna, { device: device.id })), 'bad_token');
    });

    it('[FIL-6] are sent by their owner only, complete, and as what they are', async () => {
      const { storage, people } = bound(current());
      const [anna, bo] = await people(2);
      const group = await current().group(anna, bo);
      const send = (sender: UserId, said: ReturnType<typeof content> | object) =>
        current().append(group, sender, {
          kind: 'message.created',
          clientId: current().clientId(),
          content: said as ReturnType<typeof content>,
        });
      const open = upload(anna);
      await storage.createUpload(open);
      expect(await send(anna, content(open.id))).toEqual({ kind: 'no-file' });
      const done = await file(current(), anna);
      expect(await send(bo, content(done))).toEqual({ kind: 'no-file' });
      expect(await send(anna, { ...content(done), type: 'image', width: 1, height: 1 })).toEqual({
        kind: 'no-image',
      });
      expect(await send(anna, content(done))).toMatchObject({
        kind: 'appended',
        event: { content: { name: 'a.txt', size: 10, mime: 'text/plain', caption: 'see' } },
      });
      const picture = upload(anna);
      await storage.createUpload(picture);
      const facts = { hash: 'p', type: 'image/png', picture: { width: 30, height: 20 } };
      await storage.completeFile(picture.id, facts, 1);
      const image = { ...content(picture.id), type: 'image', width: 9, height: 9 };
      expect(await send(anna, { ...image, thumbnail: done })).toEqual({ kind: 'no-image' });
      expect(await send(anna, { ...image, thumbnail: picture.id })).toMatchObject({
        event: { content: { width: 30, height: 20, mime: 'image/png' } },
      });
    });

    it('[FIL-7] [MSG-10] are for the stays of those who may pull what refers to them, until all of it is recalled', async () => {
      const { storage, people } = bound(current());
      const [anna, bo, cy] = await people(3);
      const id = await file(current(), anna);
      const group = await current().group(anna, bo);
      const other = await current().group(bo, cy);
      expect(await storage.fileFor(anna, id)).toBeUndefined();
      await current().append(group, anna, {
        kind: 'message.created',
        clientId: current().clientId(),
        content: content(id),
      });
      expect(await storage.fileFor(bo, id)).toMatchObject({ id, complete: { hash: 'h' } });
      await current().append(group, anna, { kind: 'member.removed', users: [bo] });
      await current().append(group, anna, { kind: 'member.added', users: [cy] });
      expect(await storage.fileFor(bo, id)).toBeDefined();
      expect(await storage.fileFor(cy, id)).toBeUndefined();
      const forwarded = await current().append(other, bo, {
        kind: 'message.forwarded',
        clientId: current().clientId(),
        from: group,
        seqs: [2],
      });
      expect(forwarded).toMatchObject({
        event: { content: { messages: [{ text: 'see', attachment: { file: id, name: 'a.txt' } }] } },
      });
      expect(await storage.fileFor(cy, id)).toBeDefined();
      await current().append(group, anna, { kind: 'message.recalled', target: 2, window: WINDOW });
      expect(await storage.fileFor(anna, id)).toBeUndefined();
      expect(await storage.fileFor(bo, id)).toBeDefined();
      await current().append(other, bo, { kind: 'message.recalled', target: 2, window: WINDOW });
      expect(await storage.fileFor(cy, id)).toBeUndefined();
      expect(await storage.removeFiles(0, 1, 10)).toEqual({ files: [id], hashes: ['h'] });
    });

    it('[FIL-10] go when nobody needs them, and their contents with the last that has them', async () => {
      const { storage, people } = bound(current());
      const [anna] = await people(1);
      const group = await current().group(anna);
      const used = await file(current(), anna, 'same');
      const idle = await file(current(), anna, 'same');
      const lone = await file(current(), anna, 'lone', 200);
      const open = upload(anna, { at: 100 });
      await storage.createUpload(open);
      await current().append(group, anna, {
        kind: 'message.created',
        clientId: current().clientId(),
        content: content(used),
      });
      // Contents that two files have count once.
      expect(await storage.figures()).toMatchObject({ contents: 2, contentBytes: 20 });
      expect(await storage.removeFiles(100, 100, 10)).toEqual({ files: [], hashes: [] });
      expect(await storage.removeFiles(100, 101, 10)).toEqual({ files: [idle], hashes: [] });
      expect(await storage.removeFiles(101, 101, 10)).toEqual({ files: [open.id], hashes: [] });
      expect(await storage.figures()).toMatchObject({ contents: 2, contentBytes: 20 });
      expect(await storage.removeFiles(101, 201, 10)).toEqual({ files: [lone], hashes: ['lone'] });
      expect(await storage.figures()).toMatchObject({ contents: 1, contentBytes: 10 });
      expect(await storage.removeFiles(9_999, 9_999, 10)).toEqual({ files: [], hashes: [] });
      expect(await storage.knownHashes(['lone', 'same'])).toEqual(['same']);
      expect(await storage.fileStates([used, lone])).toEqual([{ id: used, hash: 'same' }]);
    });
  });
}

/** The parts of a fixture that are used most, and people as a tuple without holes. */
function bound(fixture: StorageFixture) {
  return {
    storage: fixture.storage,
    people: async (count: number) => (await fixture.people(count)) as [UserId, UserId, UserId],
  };
}
