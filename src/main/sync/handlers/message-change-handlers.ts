import type { MessageItem } from '../../../shared/ipc/views.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { CommandInput, CommandName, CommandResult } from '../../../shared/protocol/commands.ts';
import type { EngineHandlers } from '../engine.ts';
import { KeptIds } from '../kept-ids.ts';
import { isLinkFailure, requireSession } from '../uplink.ts';
import { type HandlerContext, requireConversation } from './context.ts';

/** What is done to messages that the relay has. What comes of it is stored when the relay pushes it, never before. */
export function messageChangeHandlers(context: HandlerContext) {
  const { store, session, history, makeId } = context;
  const forwards = new KeptIds(makeId);

  async function ask<N extends CommandName>(cmd: N, args: CommandInput<N>): Promise<CommandResult<N>> {
    return requireSession(session).request(cmd, args);
  }

  async function pinned(conversation: ConversationId): Promise<MessageItem[]> {
    const from = requireSession(session);
    const { seqs } = await from.request('message.pins', { conversation });
    await history.messages(from, conversation, seqs);
    const items = await store.read.itemsByKey(
      conversation,
      seqs.map((seq) => `#${seq}`),
    );
    return items.filter((item) => item.kind === 'message');
  }

  /** One after another; those after a failure are made all the same, and the first failure is told. */
  async function forward(
    from: ConversationId,
    seqs: readonly number[],
    to: readonly ConversationId[],
  ): Promise<void> {
    let failure: unknown;
    const made = [];
    for (const conversation of to) {
      const request = { from, seqs: [...seqs], conversation };
      const clientId = forwards.of(request);
      try {
        await ask('message.forward', { ...request, clientId });
        made.push({ request, clientId });
      } catch (error) {
        failure ??= error;
        if (isLinkFailure(error)) forwards.keep(request, clientId);
      }
    }
    // Whoever asks for all of them again must not send twice what has arrived.
    for (const { request, clientId } of made)
      if (failure === undefined) forwards.forget(request);
      else forwards.keep(request, clientId);
    if (failure !== undefined) throw AppError.from(failure);
  }

  return {
    async 'message.edit'(args) {
      await ask('message.edit', args);
      return {};
    },
    async 'message.recall'(args) {
      await ask('message.recall', args);
      return {};
    },
    async 'message.react'(args) {
      await ask('message.react', args);
      return {};
    },
    async 'message.pin'(args) {
      await ask('message.pin', args);
      return {};
    },
    async 'message.pins'({ conversation }) {
      await requireConversation(context, conversation);
      return { items: await pinned(conversation) };
    },
    async 'message.forward'({ from, seqs, conversations }) {
      await forward(from, seqs, [...new Set(conversations)]);
      return {};
    },
  } satisfies Partial<EngineHandlers>;
}
