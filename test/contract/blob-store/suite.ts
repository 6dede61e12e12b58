import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOB_PARTS, type BlobStore } from '../../../src/relay/blobs/blob-store.ts';

/** What blob-store.ts promises. `open`: an empty store by a clock that is 5 s ahead; `missing`: why reading fails of what is not there. */
export function describeBlobStore(
  name: string,
  missing: string,
  open: (folder: string) => Promise<BlobStore>,
): void {
  describe(`blob store: ${name}`, () => {
    let folder: string;
    let blobs: BlobStore;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'yidu-blobs-'));
      blobs = await open(folder);
    });
    afterEach(() => rm(folder, { recursive: true }));

    async function arrive(text: string): Promise<{ path: string; hash: string }> {
      const path = join(folder, `upload-${Math.abs(createHash('md5').update(text).digest().readInt32BE())}`);
      await writeFile(path, text);
      return { path, hash: createHash('sha256').update(text).digest('base64url') };
    }

    async function text(hash: string, range?: { start: number; end: number }): Promise<string> {
      return Buffer.concat(await blobs.read(hash, range).toArray()).toString();
    }

    it('keeps each content once, and takes over again what was taken over', async () => {
      const first = await arrive('hello');
      await blobs.adopt(first.path, first.hash);
      await expect(stat(first.path)).rejects.toThrow('ENOENT');
      const again = await arrive('hello');
      await blobs.adopt(again.path, again.hash);
      await expect(stat(again.path)).rejects.toThrow('ENOENT');
      // After a kill the file is gone already.
      await blobs.adopt(again.path, again.hash);
      expect(await blobs.size(first.hash)).toBe(5);
      expect(await text(first.hash)).toBe('hello');
      expect(await text(first.hash, { start: 1, end: 3 })).toBe('ell');
    });

    it('knows nothing by any other name, wherever it would lead', async () => {
      for (const name of ['', 'x', '../../../../etc/passwd', 'A'.repeat(43), 'A'.repeat(44), '/etc/passwd']) {
        expect(await blobs.size(name)).toBeUndefined();
        await blobs.remove([name]);
      }
      await expect(text('A'.repeat(43))).rejects.toThrow(missing);
    });

    it('is brought the same content by several at once, and keeps it whole', async () => {
      const bytes = 'twice '.repeat(100_000);
      const hash = createHash('sha256').update(bytes).digest('base64url');
      const paths = [0, 1, 2, 3].map((n) => join(folder, `arrival-${n}`));
      for (const path of paths) await writeFile(path, bytes);
      await Promise.all(paths.map((path) => blobs.adopt(path, hash)));
      for (const path of paths) await expect(stat(path)).rejects.toThrow('ENOENT');
      expect(await text(hash)).toBe(bytes);
      expect(await blobs.size(hash)).toBe(bytes.length);
    });

    it('lists everything in parts, with its age, and removes', async () => {
      const hashes = await Promise.all(
        Array.from({ length: 50 }, async (_, n) => {
          const { path, hash } = await arrive(`content ${n}`);
          await blobs.adopt(path, hash);
          return hash;
        }),
      );
      const listed = [];
      for (let part = 0; part < BLOB_PARTS; part++) listed.push(...(await blobs.list(part)));
      expect(listed.map(({ hash }) => hash).sort()).toEqual([...hashes].sort());
      for (const { ageMs } of listed) expect(ageMs).toBeGreaterThan(4_000);
      await blobs.remove(hashes);
      expect(await blobs.size(hashes[0] ?? '')).toBeUndefined();
    });
  });
}
