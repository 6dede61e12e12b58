import { AppError } from '../../../shared/errors.ts';
import type { EngineHandlers } from '../engine.ts';
import type { HandlerContext } from './context.ts';

/** Taking history along, and what it takes on the disk. */
export function archiveHandlers({ archive, disk, media, reindexer }: HandlerContext) {
  return {
    'archive.get': () => Promise.resolve(archive?.state() ?? { kind: 'idle' as const }),
    'archive.cancel': () => {
      archive?.cancel();
      return Promise.resolve({});
    },
    async 'storage.sizes'() {
      if (!disk) throw new AppError('not_found', 'this client has no disk');
      const snapshot = await disk.openSnapshot();
      try {
        const { store, index } = await snapshot.sizes();
        return { store, index, files: media?.cachedBytes() ?? 0, free: await disk.free() };
      } finally {
        await snapshot.close();
      }
    },
    async 'storage.clearFiles'() {
      await media?.clearCache();
      return {};
    },
    async 'storage.reindex'() {
      await reindexer.restart();
      return {};
    },
  } satisfies Partial<EngineHandlers>;
}
