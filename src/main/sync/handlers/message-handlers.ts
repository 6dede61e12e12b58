import { AppError, badArgs } from '../../../shared/errors.ts';
import { SendableContent } from '../../../shared/model/event.ts';
import { ClientId } from '../../../shared/model/ids.ts';
import type { EngineHandlers } from '../engine.ts';
import { type HandlerContext, requireConversation } from './context.ts';

export function messageHandlers(context: HandlerContext) {
  const { store, clock, makeId, feed, outbox, media, progress, tellLost } = context;

  return {
    async 'message.send'({ conversation, content, quote, receipt }) {
      // Once it is in the outbox a person waits for it: what the relay would refuse is refused here.
      const checked = SendableContent.safeParse(content);
      if (!checked.success) throw badArgs(checked.error);
      const { role } = await requireConversation(context, conversation);
      if (role === null) throw new AppError('forbidden', 'no longer a member', { field: 'conversation' });
      const clientId = ClientId.parse(makeId());
      const entry = { conversation, clientId, content: checked.data, quote, receipt };
      feed.add(await store.write.enqueue(entry, clock.now()));
      outbox.kick();
      return { clientId };
    },
    async 'message.retry'({ clientId }) {
      feed.add(await store.write.retrySend(clientId));
      tellLost();
      media?.kick();
      outbox.kick();
      return {};
    },
    async 'message.delete'({ clientId }) {
      const remove = () => outbox.withhold(clientId, () => store.write.deleteUnsent(clientId));
      feed.add(await (media ? media.withhold(clientId, remove) : remove()));
      tellLost();
      return {};
    },
    'search.messages': ({ query, ...rest }) => store.read.search({ text: query, ...rest }),
    'history.get': () => progress.current(),
  } satisfies Partial<EngineHandlers>;
}
