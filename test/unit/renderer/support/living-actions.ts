import { AppError } from '../../../../src/shared/errors.ts';
import type { MessageItem, TimelineItem } from '../../../../src/shared/ipc/views.ts';
import type { ConversationId } from '../../../../src/shared/model/ids.ts';
import type { FakeBridge } from './fake-bridge.ts';
import { refreshPreview, type FakeConversation, type FakeWorld } from './fake-world.ts';

/** The message that another one answers, as a page shows it. */
export function quoteOf(conversation: FakeConversation, seq: number): MessageItem['quote'] {
  const item = conversation.items.find((one) => one.seq === seq);
  return item?.kind === 'message'
    ? { seq, sender: item.sender, content: item.content }
    : { seq, sender: null, content: null };
}

function react(
  reactions: MessageItem['reactions'],
  emoji: string,
  on: boolean,
  me: MessageItem['sender'],
): MessageItem['reactions'] {
  const known = reactions.find((one) => one.emoji === emoji);
  if (!known) return on ? [...reactions, { emoji, count: 1, mine: true, users: [me] }] : reactions;
  const users = [...known.users.filter((id) => id !== me), ...(on ? [me] : [])];
  const count = known.count + Number(on) - Number(known.mine);
  const changed = { emoji, count, mine: on, users };
  return reactions.flatMap((one) => (one !== known ? [one] : count > 0 ? [changed] : []));
}

/** Handlers of what is done to messages: as the relay and the engine would answer, without either. */
export function livingActions(
  world: FakeWorld,
  page: {
    readonly find: (id: ConversationId) => FakeConversation;
    readonly emit: (conversation: FakeConversation, items: TimelineItem[]) => void;
  },
) {
  function change(
    id: ConversationId,
    seq: number,
    patch: (item: MessageItem) => Partial<MessageItem>,
  ): Record<string, never> {
    const one = page.find(id);
    const before = one.items.find((item) => item.seq === seq);
    if (before?.kind !== 'message') throw new AppError('not_found');
    const after = { ...before, ...patch(before) };
    one.items = one.items.map((item) => (item === before ? after : item));
    one.row = { ...one.row, headSeq: one.row.headSeq + 1 };
    refreshPreview(one);
    page.emit(one, [after]);
    return {};
  }

  return {
    'message.edit': ({ conversation, seq, content }) =>
      change(conversation, seq, () => ({ content, edited: true })),
    'message.recall': ({ conversation, seq }) =>
      change(conversation, seq, () => ({ content: { type: 'recalled' }, reactions: [], pinned: false })),
    'message.react': ({ conversation, seq, emoji, on }) =>
      change(conversation, seq, (item) => ({ reactions: react(item.reactions, emoji, on, world.me.id) })),
    'message.pin': ({ conversation, seq, on }) => change(conversation, seq, () => ({ pinned: on })),
    'message.pins': ({ conversation }) => ({
      items: page
        .find(conversation)
        .items.filter((item) => item.kind === 'message')
        .filter((item) => item.pinned)
        .reverse(),
    }),
    'message.forward': () => ({}),
  } satisfies FakeBridge['handlers'];
}
