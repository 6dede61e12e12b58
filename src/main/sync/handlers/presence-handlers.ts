import type { EngineHandlers } from '../engine.ts';
import type { HandlerContext } from './context.ts';

/** What is true only now. Without a session these change nothing and are no error. */
export function presenceHandlers({ presence, session }: HandlerContext) {
  return {
    'presence.watch': ({ users }) => {
      presence.watch(users);
      return Promise.resolve({});
    },
    'conversation.look': ({ conversation }) => {
      presence.look(conversation);
      return Promise.resolve({});
    },
    async 'typing.send'(args) {
      await session()?.request('typing.send', args);
      return {};
    },
  } satisfies Partial<EngineHandlers>;
}
