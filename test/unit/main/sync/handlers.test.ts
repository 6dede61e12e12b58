import { beforeEach, describe, expect, it } from 'vitest';
import type { StoreChange } from '../../../../src/shared/ipc/views.ts';
import { UserId } from '../../../../src/shared/model/ids.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { EngineFixture, head, ME, message, newConversationId, PEER, settle } from './engine-fixture.ts';

describe('the requests of a window', () => {
  let fixture: EngineFixture;

  beforeEach(() => {
    fixture = new EngineFixture();
  });

  it('people are searched on the relay, and kept for when it is away', async () => {
    const other = { id: UserId.parse(newConversationId()), name: 'perry', displayName: 'Perry' };
    fixture.relay.on('people.list', () => ({ people: [PEER, other], more: true }));
    await fixture.online();
    const search = fixture.engine.handle['people.search'];
    expect(await search({ query: 'pe', limit: 500 })).toEqual({ people: [PEER, other], more: true });
    expect(fixture.relay.socket.of('people.list').at(-1)?.args).toEqual({ query: 'pe', limit: 500 });
    fixture.relay.reachable = false;
    fixture.relay.socket.end();
    await settle();
    expect(await search({ query: 'pe' })).toEqual({ people: [PEER, other], more: false });
    // There, too, it is said that there are others.
    expect(await search({ query: 'pe', limit: 1 })).toEqual({ people: [PEER], more: true });
  });

  it('people are searched on disk when the relay takes its time', async () => {
    fixture.relay.on('people.list', () => ({ people: [PEER], more: false }));
    await fixture.online();
    await fixture.engine.handle['people.search']({ query: 'pe' });
    fixture.relay.on('people.list', () => 'silence');
    const asking = fixture.engine.handle['people.search']({ query: 'pe' });
    await fixture.pass(2_000);
    expect(await asking).toEqual({ people: [PEER], more: false });
  });

  it('people are looked up on disk, then on the relay; I am on disk from the start', async () => {
    fixture.engine.start();
    await settle();
    expect(await fixture.engine.handle['people.get']({ users: [ME.id, PEER.id] })).toEqual({
      people: [ME, PEER],
    });
    expect(fixture.relay.socket.of('people.get').map(({ args }) => args)).toEqual([{ users: [PEER.id] }]);
    await fixture.engine.handle['people.get']({ users: [ME.id, PEER.id] });
    expect(fixture.relay.socket.of('people.get')).toHaveLength(1);
  });

  it('a new conversation is in the list when the answer comes', async () => {
    const id = newConversationId();
    fixture.relay.on('conversation.create', () => ({
      conversation: head(id, 1, { kind: 'direct', title: null, peer: PEER.id, unread: 0 }),
    }));
    await fixture.online();
    const row = await fixture.engine.handle['conversation.createDirect']({ peer: PEER.id });
    expect(row).toMatchObject({ id, kind: 'direct', peer: PEER.id });
    const { conversations } = await fixture.engine.handle['conversation.list']({});
    expect(conversations.map((one) => one.id)).toEqual([id]);
  });

  it('[MEM-3] creating a group again after a lost answer asks with the same client id', async () => {
    fixture.relay.on('conversation.create', () => 'silence');
    await fixture.online();
    const group = { title: 'Team', users: [PEER.id] };
    const lost = fixture.engine.handle['conversation.createGroup'](group);
    await settle();
    const [first] = fixture.relay.socket.of('conversation.create');
    fixture.relay.socket.end();
    await expectCode(lost, 'offline');
    await fixture.pass(500);
    const again = fixture.engine.handle['conversation.createGroup'](group);
    await settle();
    const [second] = fixture.relay.socket.of('conversation.create');
    expect(second?.args).toEqual(first?.args);
    fixture.relay.socket.answer(second?.id ?? 0, { conversation: head(newConversationId(), 1) });
    await again;
    void fixture.engine.handle['conversation.createGroup'](group).catch(() => undefined);
    await settle();
    expect(fixture.relay.socket.of('conversation.create').at(-1)?.args).not.toEqual(first?.args);
  });

  it('what needs the relay is refused while there is none', async () => {
    const { handle } = fixture.engine;
    const conversation = newConversationId();
    await expectCode(handle['conversation.createDirect']({ peer: PEER.id }), 'offline');
    await expectCode(handle['conversation.members']({ conversation }), 'offline');
    await expectCode(handle['conversation.addMembers']({ conversation, users: [PEER.id] }), 'offline');
    await expectCode(handle['conversation.leave']({ conversation }), 'offline');
    await expectCode(handle['conversation.rename']({ conversation, title: 'x' }), 'offline');
  });

  it('drafts and flags are kept, and told', async () => {
    const id = fixture.conversation(1);
    await fixture.online();
    await fixture.pass(100);
    const changes: StoreChange[] = [];
    fixture.engine.on('store.changed', (change) => changes.push(change));
    await fixture.engine.handle['draft.save']({ conversation: id, text: 'half a', version: 0 });
    await fixture.engine.handle['conversation.flag']({ conversation: id, pinned: true });
    await fixture.pass(100);
    expect(changes.at(-1)?.conversations).toMatchObject([{ id, draft: 'half a', pinned: true }]);
    const unknown = { conversation: newConversationId(), text: '', version: 0 };
    await expectCode(fixture.engine.handle['draft.save'](unknown), 'not_found');
  });

  it('a pushed message is told with its badge and the total, and reading it clears both', async () => {
    const id = fixture.conversation(1, { unread: 0, read: [[1, 1]] });
    await fixture.online();
    await fixture.engine.handle['timeline.page']({ conversation: id, anchor: { at: 'latest' }, limit: 50 });
    await fixture.pass(100);
    const changes: StoreChange[] = [];
    fixture.engine.on('store.changed', (change) => changes.push(change));
    fixture.relay.socket.push('timeline.appended', { event: message(id, 2) });
    await fixture.pass(50);
    expect(changes.at(-1)).toMatchObject({
      conversations: [{ id, unread: 1 }],
      timelines: [{ conversation: id, items: [{ seq: 2, read: false }] }],
      totalUnread: 1,
    });
    await fixture.engine.handle['read.shown']({ conversation: id, seqs: [[2, 2]] });
    await fixture.pass(100);
    expect(changes.at(-1)).toMatchObject({ conversations: [{ id, unread: 0 }], totalUnread: 0 });
  });

  it('[RCP-7] what another device has read clears the badge here', async () => {
    const id = fixture.conversation(4);
    await fixture.online();
    fixture.relay.socket.push('read.updated', { conversation: id, headSeq: 4, read: [[1, 3]], unread: 1 });
    await settle();
    expect((await fixture.store.read.conversation(id))?.unread).toBe(1);
  });

  it('a listener that throws does not keep the others from hearing', async () => {
    const heard: string[] = [];
    fixture.engine.on('session.changed', () => {
      throw new Error('broken window');
    });
    const off = fixture.engine.on('session.changed', ({ kind }) => heard.push(kind));
    await fixture.online();
    expect(heard).toContain('online');
    off();
    fixture.relay.socket.end();
    await settle();
    expect(heard.at(-1)).toBe('online');
  });
});
