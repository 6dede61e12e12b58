import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors.ts';
import type { StoreChange } from '../../../../src/shared/ipc/views.ts';
import type { ConversationId } from '../../../../src/shared/model/ids.ts';
import type { TimelineEvent } from '../../../../src/shared/model/event.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { EngineFixture, message, newConversationId, PEER, settle } from './engine-fixture.ts';

function reaction(conversation: ConversationId, seq: number): TimelineEvent {
  return {
    conversation,
    seq,
    ordinal: 1,
    sender: PEER.id,
    at: 9_000,
    kind: 'reaction.added',
    target: 1,
    emoji: '👍',
  };
}

describe('what is done to messages', () => {
  let fixture: EngineFixture;

  beforeEach(() => {
    fixture = new EngineFixture();
  });

  const asked = (cmd: Parameters<EngineFixture['relay']['socket']['of']>[0]): unknown[] =>
    fixture.relay.socket.of(cmd).map(({ args }) => args);

  it('is refused while there is no relay', async () => {
    const conversation = fixture.conversation(1);
    const { handle } = fixture.engine;
    const target = { conversation, seq: 1 };
    await expectCode(handle['message.edit']({ ...target, content: { type: 'text', text: 'x' } }), 'offline');
    await expectCode(handle['message.recall'](target), 'offline');
    await expectCode(handle['message.react']({ ...target, emoji: '👍', on: true }), 'offline');
    await expectCode(handle['message.pin']({ ...target, on: true }), 'offline');
    await expectCode(
      handle['message.forward']({ from: conversation, seqs: [1], conversations: [conversation] }),
      'offline',
    );
    await fixture.online();
    fixture.relay.reachable = false;
    fixture.relay.socket.end();
    await settle();
    await expectCode(handle['message.pins']({ conversation }), 'offline');
  });

  it('goes to the relay, and shows when the relay has pushed it, not before', async () => {
    const conversation = fixture.conversation(1);
    fixture.relay.on('message.react', () => ({ by: 2 }));
    await fixture.online();
    const args = { conversation, seq: 1, emoji: '👍', on: true };
    await fixture.engine.handle['message.react'](args);
    expect(asked('message.react')).toEqual([args]);
    const shown = async () => (await fixture.store.read.itemsByKey(conversation, ['#1']))[0];
    expect(await shown()).toMatchObject({ reactions: [] });
    await fixture.engine.handle['timeline.page']({ conversation, anchor: { at: 'latest' }, limit: 50 });
    await fixture.pass(100);
    const changes: StoreChange[] = [];
    fixture.engine.on('store.changed', (change) => changes.push(change));
    fixture.relay.socket.push('timeline.appended', { event: reaction(conversation, 2) });
    await fixture.pass(100);
    expect(await shown()).toMatchObject({ reactions: [{ emoji: '👍', count: 1 }] });
    expect(changes.flatMap(({ timelines }) => timelines)).toMatchObject([
      { conversation, items: [{ seq: 1, reactions: [{ emoji: '👍' }] }], reset: false },
    ]);
  });

  it('[MSG-1] a change that is pushed right after the page with its message changes it', async () => {
    const conversation = fixture.conversation(1);
    fixture.relay.on('timeline.pull', () => 'silence');
    await fixture.online();
    const { socket } = fixture.relay;
    const [pull] = socket.of('timeline.pull');
    socket.answer(pull?.id ?? 0, { events: [message(conversation, 1)] });
    socket.push('timeline.appended', { event: reaction(conversation, 2) });
    await settle();
    expect(await fixture.store.read.itemsByKey(conversation, ['#1'])).toMatchObject([
      { reactions: [{ emoji: '👍', count: 1 }] },
    ]);
  });

  it('what the relay refuses is told by its code', async () => {
    const conversation = fixture.conversation(1);
    fixture.relay.on('message.recall', () => new AppError('forbidden'));
    await fixture.online();
    await expectCode(fixture.engine.handle['message.recall']({ conversation, seq: 1 }), 'forbidden');
  });

  it('a message is sent with what it answers and whom it calls', async () => {
    const conversation = fixture.conversation(1);
    fixture.relay.on('message.send', () => 'silence');
    await fixture.online();
    const content = { type: 'text' as const, text: '@Peer yes', mentions: [PEER.id] };
    const { clientId } = await fixture.engine.handle['message.send']({ conversation, content, quote: 1 });
    await settle();
    expect(asked('message.send')).toEqual([{ conversation, clientId, content, quote: 1 }]);
  });

  it('pinned messages are pulled wherever they are, and come in the order of their pins', async () => {
    const conversation = fixture.conversation(900);
    fixture.relay.on('message.pins', () => ({ seqs: [3, 890, 2, 400] }));
    await fixture.online();
    await fixture.pass(100);
    const { items } = await fixture.engine.handle['message.pins']({ conversation });
    expect(items.map(({ seq }) => seq)).toEqual([3, 890, 2, 400]);
    const pulled = fixture.relay.socket.of('timeline.pull').length;
    await fixture.engine.handle['message.pins']({ conversation });
    expect(fixture.relay.socket.of('timeline.pull')).toHaveLength(pulled);
    await expectCode(
      fixture.engine.handle['message.pins']({ conversation: newConversationId() }),
      'not_found',
    );
  });

  it('[SEQ-2] forwarding again after a failure cannot make two of what has arrived', async () => {
    const from = fixture.conversation(2);
    const [first, second] = [newConversationId(), newConversationId()];
    let refusals = 1;
    fixture.relay.on('message.forward', ({ conversation }) =>
      conversation === second && refusals-- > 0 ? new AppError('busy') : { seq: 9, ordinal: 9, at: 1 },
    );
    await fixture.online();
    const args = { from, seqs: [1, 2], conversations: [first, second, first] };
    await expectCode(fixture.engine.handle['message.forward'](args), 'busy');
    await fixture.engine.handle['message.forward'](args);
    const made = asked('message.forward') as { conversation: ConversationId; clientId: string }[];
    expect(made.map(({ conversation }) => conversation)).toEqual([first, second, first, second]);
    expect(made[2]?.clientId).toBe(made[0]?.clientId);
    await fixture.engine.handle['message.forward'](args);
    expect((asked('message.forward')[4] as { clientId: string }).clientId).not.toBe(made[0]?.clientId);
  });

  it('pages are filled through hundreds of events that are no items', async () => {
    const conversation = fixture.conversation(1_200);
    const all: TimelineEvent[] = [];
    for (let seq = 1; seq <= 1_200; seq++)
      all.push(seq <= 60 ? message(conversation, seq) : reaction(conversation, seq));
    fixture.relay.on('timeline.pull', ({ from, to, limit }) => ({
      events: all.filter(({ seq }) => seq >= from && seq <= to).slice(-limit),
    }));
    await fixture.online();
    const page = await fixture.engine.handle['timeline.page']({
      conversation,
      anchor: { at: 'latest' },
      limit: 50,
    });
    expect(page.items.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 11));
    expect(page).toMatchObject({ atStart: false, atEnd: true, incomplete: false });
    expect(fixture.relay.socket.of('timeline.pull').length).toBeLessThan(20);
  });
});
