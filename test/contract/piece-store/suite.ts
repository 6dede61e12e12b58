import { beforeEach, describe, expect, it } from 'vitest';
import type { Piece, PieceStore } from '../../../src/relay/blobs/piece-store.ts';
import { FileId } from '../../../src/shared/model/ids.ts';
import { seededIds } from '../../support/seeded-random.ts';

/** What piece-store.ts promises. `open`: an empty store. */
export function describePieceStore(name: string, open: () => Promise<PieceStore>): void {
  describe(`piece store: ${name}`, () => {
    let store: PieceStore;
    let newId: () => FileId;
    beforeEach(async () => {
      store = await open();
      const ids = seededIds(3);
      newId = () => FileId.parse(ids());
    });

    async function bytes(upload: FileId, piece: Piece): Promise<string> {
      return Buffer.concat(await store.read(upload, piece).toArray()).toString();
    }

    it('keeps pieces as they came, also when two bring the same one', async () => {
      const upload = newId();
      expect(await store.pieces(upload)).toEqual([]);
      await store.put(upload, 0, Buffer.from('hello '));
      await Promise.all([1, 2, 3].map(() => store.put(upload, 6, Buffer.from('world'))));
      const pieces = [...(await store.pieces(upload))].sort((a, b) => a.offset - b.offset);
      expect(pieces).toEqual([
        { offset: 0, length: 6 },
        { offset: 6, length: 5 },
      ]);
      expect((await Promise.all(pieces.map((piece) => bytes(upload, piece)))).join('')).toBe('hello world');
      await expect(bytes(upload, { offset: 3, length: 1 })).rejects.toThrow();
    });

    it('removes those of one upload, and lists the uploads in pages', async () => {
      const uploads = Array.from({ length: 5 }, newId).sort();
      for (const upload of uploads) for (const at of [0, 1]) await store.put(upload, at, Buffer.from('x'));
      const first = await store.uploads('', 2);
      expect(first).toEqual(uploads.slice(0, 2));
      expect(await store.uploads(first[1] ?? '', 10)).toEqual(uploads.slice(2));
      const [gone, ...rest] = uploads;
      if (!gone) throw new Error('no upload');
      await store.remove(gone);
      await store.remove(gone);
      expect(await store.pieces(gone)).toEqual([]);
      expect(await store.uploads('', 10)).toEqual(rest);
    });
  });
}
