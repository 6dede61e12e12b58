import { beforeEach, describe, expect, it } from 'vitest';
import type { UserId } from '../../../../src/shared/model/ids.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { EngineFixture, ME, newConversationId, PEER, settle } from './engine-fixture.ts';

describe('presence and typing', () => {
  let fixture: EngineFixture;
  let told: (readonly UserId[])[];

  beforeEach(() => {
    fixture = new EngineFixture();
    told = [];
    fixture.engine.on('presence.changed', ({ online }) => told.push(online));
    fixture.relay
      .on('presence.watch', ({ users }) => ({ online: users }))
      .on('conversation.look', () => ({}));
  });

  it('[PRS-1] [PRS-2] tells who is there of those that are watched, and every change', async () => {
    await fixture.online();
    await fixture.engine.handle['presence.watch']({ users: [PEER.id] });
    await settle();
    expect(told.at(-1)).toEqual([PEER.id]);
    fixture.relay.socket.push('presence.changed', { user: PEER.id, online: false });
    await settle();
    expect(told.at(-1)).toEqual([]);
    fixture.relay.socket.push('presence.changed', { user: PEER.id, online: true });
    await settle();
    expect(told.at(-1)).toEqual([PEER.id]);
  });

  it('an answer for people who are no longer watched changes nothing', async () => {
    fixture.relay.on('presence.watch', () => 'silence');
    await fixture.online();
    await fixture.engine.handle['presence.watch']({ users: [PEER.id] });
    await fixture.engine.handle['presence.watch']({ users: [ME.id] });
    await settle();
    const [first, second] = fixture.relay.socket.of('presence.watch');
    fixture.relay.socket.answer(second?.id ?? 0, { online: [ME.id] });
    fixture.relay.socket.answer(first?.id ?? 0, { online: [PEER.id] });
    await settle();
    expect(told.at(-1)).toEqual([ME.id]);
  });

  it('without a session nobody is there, and the next one is asked anew', async () => {
    const conversation = newConversationId();
    await fixture.online();
    await fixture.engine.handle['presence.watch']({ users: [PEER.id] });
    await fixture.engine.handle['conversation.look']({ conversation });
    await settle();
    fixture.relay.socket.end();
    await settle();
    expect(told.at(-1)).toEqual([]);
    expect(await fixture.engine.handle['typing.send']({ conversation })).toEqual({});
    await fixture.pass(1_000);
    expect(fixture.relay.sockets).toHaveLength(2);
    expect(fixture.relay.socket.of('presence.watch')).toMatchObject([{ args: { users: [PEER.id] } }]);
    expect(fixture.relay.socket.of('conversation.look')).toMatchObject([{ args: { conversation } }]);
    expect(told.at(-1)).toEqual([PEER.id]);
  });

  it('[PRS-3] passes on that somebody is writing', async () => {
    const conversation = newConversationId();
    const typing: unknown[] = [];
    fixture.engine.on('typing.started', (body) => typing.push(body));
    await fixture.online();
    fixture.relay.socket.push('typing.started', { conversation, user: PEER.id });
    await settle();
    expect(typing).toEqual([{ conversation, user: PEER.id }]);
  });
});

describe('the rules of a relay', () => {
  it('are known once it has greeted, with how far its clock is ahead', async () => {
    const fixture = new EngineFixture();
    expect(await fixture.engine.handle['relay.rules']({})).toBeNull();
    fixture.clock.advance(5_000);
    await fixture.online();
    const clockAheadMs = -fixture.clock.now();
    expect(await fixture.engine.handle['relay.rules']({})).toEqual({
      ...{ registration: 'open', changeWindowMs: 86_400_000, receiptPolicy: 'by-conversation' },
      maxFileBytes: 0,
      packets: false,
      profiles: false,
      clockAheadMs,
    });
  });
});

describe('an account', () => {
  it('is given up only with a session, and only if the relay agrees', async () => {
    const fixture = new EngineFixture();
    await expectCode(fixture.engine.deactivate('secret'), 'offline');
    fixture.relay.on('account.deactivate', () => ({}));
    await fixture.online();
    await fixture.engine.deactivate('secret');
    expect(fixture.relay.socket.of('account.deactivate')).toMatchObject([{ args: { password: 'secret' } }]);
  });
});
