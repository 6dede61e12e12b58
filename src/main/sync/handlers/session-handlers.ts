import type { EngineHandlers } from '../engine.ts';
import type { HandlerContext } from './context.ts';

export function sessionHandlers({ loop }: HandlerContext) {
  return {
    'session.get': () => Promise.resolve(loop.state()),
    'session.retry': () => {
      loop.nudge();
      return Promise.resolve({});
    },
  } satisfies Partial<EngineHandlers>;
}
