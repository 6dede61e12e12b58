import type { EngineHandlers } from '../engine.ts';
import type { HandlerContext } from './context.ts';

/** What a relay that was put back to an older state has lost. */
export function lostHandlers({ store, tellLost }: HandlerContext) {
  return {
    'lost.get': () => store.read.lostCounts(),
    async 'lost.list'({ before, limit }) {
      const found = await store.read.lost(before, limit + 1);
      return { messages: found.slice(0, limit), more: found.length > limit };
    },
    async 'lost.delete'() {
      await store.write.forgetLost();
      tellLost();
      return {};
    },
  } satisfies Partial<EngineHandlers>;
}
