import { defineStore } from 'pinia';
import type { MessageItem } from '../../../shared/ipc/views.ts';
import type { TextContent } from '../../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';
import { useComposition } from './composition.ts';

/** A message that the relay has stored. */
export type StoredMessage = MessageItem & { readonly seq: number };

/** Only what the relay has stored can be answered, changed or passed on. */
export function isStored(item: MessageItem): item is StoredMessage {
  return item.seq !== null && item.state.kind === 'sent';
}

/** What is done to messages. Nothing is shown before the change feed tells it; a refusal rejects with its `AppError`. */
export const useMessages = defineStore('messages', () => {
  const place = (item: StoredMessage) => ({ conversation: item.conversation, seq: item.seq });

  async function edit(item: StoredMessage, content: TextContent): Promise<void> {
    await request('message.edit', { ...place(item), content });
  }

  async function recall(item: StoredMessage): Promise<void> {
    await request('message.recall', place(item));
    useComposition().rememberRecalled(item);
  }

  /** Adds my reaction, or takes it back when I have given it. */
  async function toggleReaction(item: StoredMessage, emoji: string): Promise<void> {
    const given = item.reactions.some((reaction) => reaction.emoji === emoji && reaction.mine);
    await request('message.react', { ...place(item), emoji, on: !given });
  }

  async function pin(item: StoredMessage, on: boolean): Promise<void> {
    await request('message.pin', { ...place(item), on });
  }

  /** Makes one message of them all in each of the conversations. */
  async function forward(items: readonly StoredMessage[], to: readonly ConversationId[]): Promise<void> {
    const [first] = items;
    if (!first) return;
    await request('message.forward', {
      from: first.conversation,
      seqs: items.map(({ seq }) => seq),
      conversations: [...to],
    });
  }

  /** Sends someone's name card to each of the conversations. */
  async function sendCard(user: UserId, to: readonly ConversationId[]): Promise<void> {
    for (const conversation of to) {
      await request('message.send', { conversation, content: { type: 'card', user } });
    }
  }

  return { edit, recall, toggleReaction, pin, forward, sendCard };
});
