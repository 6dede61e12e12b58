import type { Handler } from './context.ts';
import { noConversation } from './refusals.ts';

/** PRS-1. */
export const watchPresence: Handler<'presence.watch'> = ({ presence }, caller, { users }) =>
  Promise.resolve({ online: presence.watch(caller, users) });

/** PRS-3. */
export const lookAt: Handler<'conversation.look'> = async (context, caller, { conversation }) => {
  if (conversation !== null) {
    await context.conversations.use(conversation, (state) => {
      if (!state?.isMember(caller.user)) throw noConversation();
    });
  }
  context.typing.look(caller, conversation);
  return {};
};

/** PRS-3. */
export const sendTyping: Handler<'typing.send'> = (context, caller, { conversation }) =>
  context.conversations.use(conversation, (state) => {
    if (!state?.isMember(caller.user)) throw noConversation();
    context.typing.type(caller, conversation, (user) => state.isMember(user));
    return {};
  });
