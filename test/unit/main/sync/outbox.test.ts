import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors.ts';
import { ClientId, type ConversationId, FileId } from '../../../../src/shared/model/ids.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { EngineFixture, head, ME, message, newConversationId, settle } from './engine-fixture.ts';
import type { FakeSocket, Received } from './fake-relay.ts';

interface Sent {
  readonly conversation: ConversationId;
  readonly clientId: ClientId;
}

describe('the outbox', () => {
  let fixture: EngineFixture;
  let a: ConversationId;
  let b: ConversationId;

  beforeEach(() => {
    fixture = new EngineFixture();
    a = fixture.conversation(1);
    b = fixture.conversation(1);
  });

  const say = async (conversation: ConversationId, text: string): Promise<ClientId> => {
    const content = { type: 'text', text } as const;
    return (await fixture.engine.handle['message.send']({ conversation, content })).clientId;
  };
  const sends = (socket: FakeSocket = fixture.relay.socket): readonly Received[] => socket.of('message.send');
  const sent = (socket?: FakeSocket): Sent[] => sends(socket).map(({ args }) => args as Sent);
  const accept = async (index: number, seq: number): Promise<void> => {
    fixture.relay.socket.answer(sends()[index]?.id ?? 0, { seq, ordinal: seq, at: 5 });
    await settle();
  };
  const stateOf = async (conversation: ConversationId, clientId: ClientId): Promise<unknown> => {
    const { items } = await fixture.store.read.page(conversation, { at: 'latest' }, 50);
    const item = items.find((one) => one.kind === 'message' && one.clientId === clientId);
    return item?.kind === 'message' ? item.state : undefined;
  };

  it('sends one message at a time in a conversation, in order, and conversations side by side', async () => {
    await fixture.online();
    const a1 = await say(a, 'a1');
    const a2 = await say(a, 'a2');
    const b1 = await say(b, 'b1');
    await settle();
    expect(sent().map(({ clientId }) => clientId)).toEqual([a1, b1]);
    await accept(0, 2);
    expect(sent().map(({ clientId }) => clientId)).toEqual([a1, b1, a2]);
    expect(await stateOf(a, a1)).toEqual({ kind: 'sent' });
    expect(await stateOf(a, a2)).toEqual({ kind: 'sending' });
  });

  it('has at most eight conversations sending', async () => {
    const many = Array.from({ length: 12 }, () => fixture.conversation(1));
    await fixture.online();
    for (const conversation of many) await say(conversation, 'hello');
    await settle();
    expect(sends()).toHaveLength(8);
    await accept(0, 2);
    expect(sends()).toHaveLength(9);
  });

  it('sends what is written elsewhere while hundreds of photos wait for their uploads', async () => {
    await fixture.online();
    for (let n = 0; n < 201; n++) {
      const file = FileId.parse(`019a0000-0000-7000-8000-${n.toString().padStart(12, '0')}`);
      const clientId = ClientId.parse(`019a0001-0000-7000-8000-${n.toString().padStart(12, '0')}`);
      const of = { file, name: 'photo.jpg', size: 1 };
      await fixture.store.write.enqueue(
        { conversation: a, clientId, content: { type: 'file', mime: 'image/jpeg', ...of } },
        n,
        [{ ...of, path: '/photo.jpg', type: 'image/jpeg', modified: 0, copied: false }],
      );
    }
    const b1 = await say(b, 'b1');
    await settle();
    expect(sent().map(({ clientId }) => clientId)).toEqual([b1]);
  });

  it('never sends a message while it is on its way', async () => {
    await fixture.online();
    await say(a, 'a1');
    for (let i = 0; i < 5; i++) await say(b, `b${i}`);
    await fixture.engine.handle['session.retry']({});
    await settle();
    expect(sent().filter(({ conversation }) => conversation === a)).toHaveLength(1);
    expect(sent().filter(({ conversation }) => conversation === b)).toHaveLength(1);
  });

  it('does not believe a list of the outbox that a confirmation has overtaken', async () => {
    await fixture.online();
    const a1 = await say(a, 'a1');
    await settle();
    const gate = Promise.withResolvers<undefined>();
    const { read } = fixture.store;
    const toSend = read.toSend.bind(read);
    Object.assign(read, {
      toSend: async (limit: number) => {
        const entries = await toSend(limit);
        await gate.promise;
        return entries;
      },
    });
    const b1 = await say(b, 'b1');
    await accept(0, 2);
    gate.resolve(undefined);
    await settle();
    expect(sent().map(({ clientId }) => clientId)).toEqual([a1, b1]);
  });

  it('[SEQ-2] sends again with the same client id after a lost reply, before anything newer', async () => {
    await fixture.online();
    const a1 = await say(a, 'a1');
    const a2 = await say(a, 'a2');
    await settle();
    const lost = fixture.relay.socket;
    lost.end();
    await fixture.pass(1_000);
    expect(sent(lost).map(({ clientId }) => clientId)).toEqual([a1]);
    expect(sent().map(({ clientId }) => clientId)).toEqual([a1]);
    expect(await stateOf(a, a1)).toEqual({ kind: 'sending' });
    await accept(0, 2);
    await accept(1, 3);
    expect(sent().map(({ clientId }) => clientId)).toEqual([a1, a2]);
    expect(await fixture.store.read.outbox(10)).toEqual([]);
  });

  it('does not send again what a push has confirmed before the reply was lost', async () => {
    await fixture.online();
    const a1 = await say(a, 'a1');
    await settle();
    const event = { ...message(a, 2, ME.id), clientId: a1 };
    fixture.relay.socket.push('timeline.appended', { event });
    await settle();
    fixture.relay.socket.end();
    await fixture.pass(1_000);
    expect(sent()).toEqual([]);
    expect(await stateOf(a, a1)).toEqual({ kind: 'sent' });
  });

  it('does not spin when the link ends while pages are still being pulled', async () => {
    fixture.relay.on('timeline.pull', () => 'silence');
    await fixture.online();
    const a1 = await say(a, 'a1');
    await settle();
    fixture.relay.socket.end();
    await settle();
    fixture.relay.on('message.send', () => ({ seq: 2, ordinal: 2, at: 1 }));
    await fixture.pass(500);
    expect(sent().map(({ clientId }) => clientId)).toEqual([a1]);
  });

  it('queues while offline and sends when the relay is back', async () => {
    await fixture.online();
    fixture.relay.reachable = false;
    fixture.relay.socket.end();
    await settle();
    const a1 = await say(a, 'a1');
    expect(await stateOf(a, a1)).toEqual({ kind: 'sending' });
    fixture.relay.reachable = true;
    fixture.engine.nudge();
    await settle();
    expect(sent().map(({ clientId }) => clientId)).toEqual([a1]);
  });

  it('[LIM-2] waits as long as it takes while the relay says that it sends too fast, and loses nothing', async () => {
    let refusals = 0;
    fixture.relay.on('message.send', () => {
      refusals += 1;
      return new AppError('rate_limited', 'too fast', { retryAfterMs: 1_000 });
    });
    await fixture.online();
    const a1 = await say(a, 'a1');
    const a2 = await say(a, 'a2');
    await settle();
    await fixture.pass(999);
    expect(refusals).toBe(1);
    for (let i = 0; i < 20; i++) await fixture.pass(30_000);
    expect(refusals).toBeGreaterThan(10);
    expect(await stateOf(a, a1)).toEqual({ kind: 'sending' });
    let seq = 1;
    fixture.relay.on('message.send', () => ({ seq: ++seq, ordinal: seq, at: 1 }));
    for (let i = 0; i < 2; i++) await fixture.pass(30_000);
    expect(await stateOf(a, a1)).toEqual({ kind: 'sent' });
    expect(await stateOf(a, a2)).toEqual({ kind: 'sent' });
  });

  it('keeps the text of a refused message, and goes on with the next', async () => {
    fixture.relay.on('message.send', () => new AppError('forbidden'));
    await fixture.online();
    const a1 = await say(a, 'a1');
    await settle();
    expect(await stateOf(a, a1)).toEqual({ kind: 'failed', error: 'forbidden' });
    fixture.relay.on('message.send', () => ({ seq: 2, ordinal: 2, at: 1 }));
    const a2 = await say(a, 'a2');
    await settle();
    expect(await stateOf(a, a2)).toEqual({ kind: 'sent' });
    await fixture.engine.handle['message.delete']({ clientId: a1 });
    expect(await stateOf(a, a1)).toBeUndefined();
  });

  it('sends a failed message again when the user retries', async () => {
    fixture.relay.on('message.send', () => new AppError('forbidden'));
    await fixture.online();
    const a1 = await say(a, 'a1');
    await settle();
    fixture.relay.on('message.send', () => ({ seq: 2, ordinal: 2, at: 1 }));
    await fixture.engine.handle['message.retry']({ clientId: a1 });
    await settle();
    expect(await stateOf(a, a1)).toEqual({ kind: 'sent' });
  });

  it('waits after a temporary refusal, holds back only that conversation, and gives up in the end', async () => {
    let busy = 0;
    fixture.relay.on('message.send', ({ conversation }) => {
      if (conversation !== a) return { seq: 2, ordinal: 2, at: 1 };
      busy += 1;
      return new AppError('busy', 'later', { retryAfterMs: 2_000 });
    });
    await fixture.online();
    const a1 = await say(a, 'a1');
    const a2 = await say(a, 'a2');
    await settle();
    expect(busy).toBe(1);
    await fixture.pass(1_900);
    expect(busy).toBe(1);
    const b1 = await say(b, 'b1');
    await settle();
    expect(await stateOf(b, b1)).toEqual({ kind: 'sent' });
    for (let s = 0; s < 300 && sent().at(-1)?.clientId !== a2; s++) await fixture.pass(1_000);
    expect(await stateOf(a, a1)).toEqual({ kind: 'failed', error: 'busy' });
    expect(sent().filter(({ clientId }) => clientId === a1)).toHaveLength(9);
  });

  it('refuses what cannot be sent before it is in the outbox', async () => {
    const gone = newConversationId();
    fixture.changed.push(head(gone, 3, { role: null, memberships: [{ joined: 1, left: 3 }] }));
    await fixture.online();
    await expectCode(say(newConversationId(), 'hello'), 'not_found');
    await expectCode(say(gone, 'hello'), 'forbidden');
    await expectCode(say(a, '   '), 'bad_args');
    expect(await fixture.store.read.outbox(10)).toEqual([]);
  });

  it('a message cannot be deleted while it is on its way', async () => {
    await fixture.online();
    const a1 = await say(a, 'a1');
    await settle();
    const deleting = fixture.engine.handle['message.delete']({ clientId: a1 });
    await settle();
    expect(await stateOf(a, a1)).toEqual({ kind: 'sending' });
    fixture.relay.socket.answer(sends()[0]?.id ?? 0, { seq: 2, ordinal: 2, at: 1 });
    await expectCode(deleting, 'not_found');
    expect(await stateOf(a, a1)).toEqual({ kind: 'sent' });
  });

  it('asks for the receivers of what it has sent', async () => {
    fixture.relay.on('message.send', () => ({ seq: 2, ordinal: 2, at: 1 }));
    fixture.relay.on('receipt.counts', ({ messages }) => ({
      receipts: messages.map(({ conversation, seqs }) => ({
        conversation,
        counts: seqs.map((seq) => ({ seq, unread: 3, receivers: 3 })),
      })),
    }));
    await fixture.online();
    await say(a, 'a1');
    await fixture.pass(100);
    const { items } = await fixture.store.read.page(a, { at: 'latest' }, 5);
    expect(items.at(-1)).toMatchObject({ seq: 2, receipt: { unread: 3, receivers: 3 } });
  });

  it('asks for the receivers of many messages once a second', async () => {
    let seq = 1;
    fixture.relay.on('message.send', () => ({ seq: (seq += 1), ordinal: seq, at: 1 }));
    await fixture.online();
    await say(a, 'the first');
    await fixture.pass(100);
    const asked = (): number[][] =>
      fixture.relay.socket
        .of('receipt.counts')
        .flatMap(({ args }) => (args as { messages: { seqs: number[] }[] }).messages.map(({ seqs }) => seqs));
    expect(asked()).toEqual([[2]]);
    for (let n = 0; n < 5; n++) {
      await say(a, `another ${n}`);
      await fixture.pass(100);
    }
    expect(asked()).toHaveLength(1);
    await fixture.pass(1_000);
    expect(asked()).toEqual([[2], [3, 4, 5, 6, 7]]);
  });
});
