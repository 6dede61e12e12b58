import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors.ts';
import { EngineFixture, head, ME, message, newConversationId, PEER, settle } from './engine-fixture.ts';

describe('catching up', () => {
  it('[SYN-1] asks page after page with the same position, and stores the first page’s new position', async () => {
    const fixture = new EngineFixture();
    const ids = [newConversationId(), newConversationId(), newConversationId()].sort();
    const asked: unknown[] = [];
    await fixture.store.write.setPosition(5);
    await fixture.store.write.setGreeted({ receiptPolicy: 'by-conversation' });
    fixture.relay.on('sync.pull', ({ position, after }) => {
      asked.push({ position, after });
      const index = after === undefined ? 0 : ids.indexOf(after) + 1;
      const id = ids[index];
      return { conversations: id ? [head(id, 1)] : [], position: 40 + index, more: index < 2 };
    });
    await fixture.online();
    expect(asked).toEqual([
      { position: 5, after: undefined },
      { position: 5, after: ids[0] },
      { position: 5, after: ids[1] },
    ]);
    expect(await fixture.store.read.position()).toBe(40);
    expect(await fixture.store.read.conversations()).toHaveLength(3);
  });

  it('[RCP-11] asks for all heads again once the relay decides otherwise on receipts', async () => {
    const fixture = new EngineFixture();
    const id = fixture.conversation(1, { receipts: 'on' });
    await fixture.online();
    let policy: 'forced' | 'by-conversation' = 'forced';
    const asked: number[] = [];
    fixture.relay
      .on('session.hello', () => ({
        version: 1,
        relay: { id: 'relay', name: 'Relay' },
        registration: 'open',
        now: 0,
        heartbeatMs: 20_000,
        changeWindowMs: 0,
        receiptPolicy: policy,
      }))
      .on('sync.pull', ({ position }) => {
        asked.push(position);
        const receipts = policy === 'forced' ? 'forced' : 'on';
        // The conversation itself has not changed.
        return { conversations: position === 0 ? [head(id, 1, { receipts })] : [], position: 7, more: false };
      });
    const again = async () => {
      fixture.relay.socket.end();
      await fixture.pass(5_000);
    };
    await again();
    expect(await fixture.store.read.conversation(id)).toMatchObject({ receipts: 'forced' });
    await again();
    policy = 'by-conversation';
    await again();
    expect(await fixture.store.read.conversation(id)).toMatchObject({ receipts: 'on' });
    await again();
    expect(asked).toEqual([0, 7, 0, 7]);
    expect(await fixture.store.read.position()).toBe(7);
  });

  it('[SYN-1] keeps the old position when a page fails', async () => {
    const fixture = new EngineFixture();
    fixture.relay.on('sync.pull', ({ after }) =>
      after === undefined
        ? { conversations: [head(newConversationId(), 1)], position: 9, more: true }
        : new AppError('busy'),
    );
    await fixture.online();
    expect(await fixture.store.read.position()).toBe(0);
    expect(fixture.state).toBe('waiting');
  });

  it('[RCP-6] keeps the old position until the counts of my open messages are stored', async () => {
    const fixture = new EngineFixture();
    const id = fixture.conversation(1);
    await fixture.online();
    fixture.timelines.set(id, [message(id, 1, ME.id), message(id, 2, ME.id)]);
    fixture.relay.socket.push('timeline.appended', { event: message(id, 2, ME.id) });
    await settle();
    fixture.position = 8;
    fixture.relay.on('receipt.counts', () => 'silence');
    fixture.relay.socket.end();
    await fixture.pass(600);
    expect(fixture.relay.socket.of('receipt.counts')).toHaveLength(1);
    expect(await fixture.store.read.position()).toBe(1);
    const [ask] = fixture.relay.socket.of('receipt.counts');
    fixture.relay.socket.answer(ask?.id ?? 0, {
      receipts: [{ conversation: id, counts: [{ seq: 2, unread: 0, receivers: 1 }] }],
    });
    await settle();
    expect(await fixture.store.read.position()).toBe(8);
    const { items } = await fixture.store.read.page(id, { at: 'latest' }, 1);
    expect(items[0]).toMatchObject({ receipt: { unread: 0, receivers: 1 } });
  });

  it('[RCP-6] [SYN-6] keeps the old position while counts that others have asked for are on their way', async () => {
    const fixture = new EngineFixture();
    const id = fixture.conversation(1);
    await fixture.online();
    fixture.relay.on('receipt.counts', () => 'silence');
    fixture.relay.socket.push('timeline.appended', { event: message(id, 2, ME.id) });
    await fixture.pass(200);
    const [ask] = fixture.relay.socket.of('receipt.counts');
    expect(ask).toBeDefined();
    fixture.relay.socket.push('sync.checkpoint', { position: 8 });
    await settle();
    expect(await fixture.store.read.position()).toBe(1);
    // A gap: all that has changed is asked for.
    fixture.position = 9;
    fixture.changed = [];
    fixture.relay.socket.push('timeline.noticed', { conversation: newConversationId(), headSeq: 1 });
    await fixture.pass(1_000);
    expect(fixture.relay.socket.of('sync.pull').length).toBeGreaterThan(1);
    expect(await fixture.store.read.position()).toBe(1);
    fixture.relay.socket.answer(ask?.id ?? 0, {
      receipts: [{ conversation: id, counts: [{ seq: 2, unread: 1, receivers: 1 }] }],
    });
    await settle();
    expect(await fixture.store.read.position()).toBe(9);
  });

  it('[RCP-6] asks once for the counts of what an earlier run of the client had written and not asked for', async () => {
    const fixture = new EngineFixture();
    const id = fixture.conversation(2);
    await fixture.store.write.applyHeads(fixture.changed, 5);
    await fixture.store.write.applyPage(id, 1, 2, [message(id, 1), message(id, 2, ME.id)]);
    fixture.changed = [];
    await fixture.online();
    const asked = () => fixture.relay.sockets.flatMap((socket) => socket.of('receipt.counts'));
    expect(asked().map(({ args }) => args)).toEqual([{ messages: [{ conversation: id, seqs: [2] }] }]);
    // What has changed meanwhile, the next session tells.
    fixture.relay.socket.end();
    await fixture.pass(500);
    expect(fixture.state).toBe('online');
    expect(asked()).toHaveLength(1);
  });

  it('[RCP-6] asks for the counts of what I wrote before I left, though that conversation has not changed', async () => {
    const fixture = new EngineFixture();
    const id = fixture.conversation(2, { role: null, memberships: [{ joined: 1, left: 2 }] });
    fixture.timelines.set(id, [message(id, 1, ME.id), message(id, 2)]);
    await fixture.online();
    fixture.changed = [];
    fixture.relay.socket.end();
    await fixture.pass(500);
    expect(fixture.relay.socket.of('receipt.counts').map(({ args }) => args)).toEqual([
      { messages: [{ conversation: id, seqs: [1] }] },
    ]);
  });

  it('[SYN-4] pulls the newest page of what changed, those with unread messages first', async () => {
    const fixture = new EngineFixture();
    const read = fixture.conversation(3, { unread: 0, read: [[1, 3]] });
    const unread = fixture.conversation(120);
    await fixture.online();
    const pulls = fixture.relay.socket.of('timeline.pull').map(({ args }) => args);
    expect(pulls).toMatchObject([{ conversation: unread, to: 120 }, { conversation: read }]);
    const { items, missing } = await fixture.store.read.page(unread, { at: 'latest' }, 50);
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => 71 + index));
    expect(missing).toEqual([]);
    expect(fixture.state).toBe('online');
  });

  it('[SYN-6] a checkpoint moves the position, but never back', async () => {
    const fixture = new EngineFixture();
    fixture.position = 10;
    await fixture.online();
    fixture.relay.socket.push('sync.checkpoint', { position: 12 });
    fixture.relay.socket.push('sync.checkpoint', { position: 11 });
    await settle();
    expect(await fixture.store.read.position()).toBe(12);
  });

  it('pulls in the next session what the last one had not finished, though its head does not come again', async () => {
    const fixture = new EngineFixture();
    const id = fixture.conversation(3);
    fixture.relay.on('timeline.pull', () => 'silence');
    await fixture.online();
    fixture.changed = [];
    const all = fixture.timelines.get(id) ?? [];
    fixture.relay.on('timeline.pull', () => ({ events: all }));
    fixture.relay.socket.end();
    await fixture.pass(500);
    expect((await fixture.store.read.page(id, { at: 'latest' }, 10)).items).toHaveLength(3);
  });

  it('pulls what an earlier run of the client had not finished', async () => {
    const fixture = new EngineFixture();
    const id = fixture.conversation(3);
    await fixture.store.write.applyHeads(fixture.changed, 5);
    fixture.changed = [];
    await fixture.online();
    expect((await fixture.store.read.page(id, { at: 'latest' }, 10)).items).toHaveLength(3);
  });

  it('learns the names of the people it meets', async () => {
    const fixture = new EngineFixture();
    fixture.conversation(3);
    await fixture.online();
    await fixture.pass(200);
    expect(await fixture.store.read.people([PEER.id])).toEqual([PEER]);
    expect(fixture.relay.socket.of('people.get')).toHaveLength(1);
  });
});
