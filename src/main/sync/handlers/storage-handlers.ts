import type { EngineHandlers } from '../engine.ts';
import type { HandlerContext } from './context.ts';

export function storageHandlers({ storage }: HandlerContext) {
  return {
    'storage.get': () => storage.current(),
    async 'storage.seen'() {
      await storage.seen();
      return {};
    },
  } satisfies Partial<EngineHandlers>;
}
