import { beforeEach, describe, expect, it } from 'vitest';
import { openRelaySession, type RelaySession } from '../../../../src/main/sync/relay-session.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { Push } from '../../../../src/shared/protocol/pushes.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { newConversationId, settle } from './engine-fixture.ts';
import { FakeRelay } from './fake-relay.ts';

describe('a session with a relay', () => {
  let relay: FakeRelay;
  let clock: ManualClock;
  let pushes: Push[];
  let session: RelaySession;

  beforeEach(async () => {
    clock = new ManualClock();
    relay = new FakeRelay(clock);
    pushes = [];
    const deps = { dialer: relay, clock, onPush: (push: Push) => void pushes.push(push) };
    session = await openRelaySession(deps, 'ws://relay.test', new AbortController().signal);
  });

  const ask = (query: string): Promise<unknown> => session.request('people.list', { query, limit: 1 });

  it('[FRM-1] matches replies to requests in any order', async () => {
    const first = ask('a');
    const second = ask('b');
    const [a, b] = relay.socket.received;
    relay.socket.answer(b?.id ?? 0, { people: [], more: true });
    relay.socket.answer(a?.id ?? 0, { people: [], more: false });
    await expect(first).resolves.toMatchObject({ more: false });
    await expect(second).resolves.toMatchObject({ more: true });
  });

  it('passes the refusal of the relay on', async () => {
    const asked = ask('a');
    relay.socket.refuse(1, new AppError('rate_limited', 'slowly', { retryAfterMs: 5 }));
    await expect(asked).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 5 });
    expect(session.alive).toBe(true);
  });

  it('[FRM-4] ignores pushes it does not know, and replies nobody waits for', () => {
    relay.socket.text('{"push":"party.started","body":{}}');
    relay.socket.answer(99, {});
    expect(session.alive).toBe(true);
    expect(pushes).toEqual([]);
  });

  it.each(['no json', '{"id":"x"}', '{"push":"sync.checkpoint","body":{"position":-1}}', '[]'])(
    'ends the link on the broken frame %s',
    async (frame) => {
      const asked = ask('a');
      relay.socket.text(frame);
      await expectCode(asked, 'offline');
      await expect(session.ended).resolves.toMatchObject({ error: { code: 'bad_frame' } });
      expect(relay.socket.open).toBe(false);
    },
  );

  it('ends the link on a result that is not what the protocol promises', async () => {
    const asked = ask('a');
    relay.socket.answer(1, { people: 'all' });
    await expectCode(asked, 'bad_frame');
    expect(session.alive).toBe(false);
  });

  it('rejects what is open and what waits when the link breaks, and everything after', async () => {
    const asked = Array.from({ length: 40 }, () => ask('a'));
    relay.socket.end();
    for (const one of asked) await expectCode(one, 'offline');
    await expectCode(ask('b'), 'offline');
    await expect(session.ended).resolves.toMatchObject({ code: 1006 });
  });

  it('ends the link when a reply does not come', async () => {
    const slow = ask('a');
    clock.advance(1_000);
    const other = ask('b');
    clock.advance(14_000);
    await expectCode(slow, 'timeout');
    await expectCode(other, 'offline');
    expect(session.alive).toBe(false);
    expect(clock.waiting).toBe(0);
  });

  it('waits for a reply behind a page that takes longer, and two minutes at most', async () => {
    const slow = ask('a');
    for (let s = 0; s < 100; s += 5) {
      relay.socket.arrived += 10_000;
      clock.advance(5_000);
    }
    relay.socket.answer(1, { people: [], more: false });
    await slow;
    const never = ask('b');
    for (let s = 0; s < 115; s += 5) {
      relay.socket.arrived += 10_000;
      clock.advance(5_000);
    }
    expect(session.alive).toBe(true);
    clock.advance(5_000);
    await expectCode(never, 'timeout');
    expect(clock.waiting).toBe(0);
  });

  it('takes pongs and pushes for no page', async () => {
    const slow = ask('a');
    for (let s = 0; s < 15; s += 5) {
      relay.socket.arrived += 500;
      clock.advance(5_000);
    }
    await expectCode(slow, 'timeout');
  });

  it('forgets a request that was cancelled, also when its reply comes late', async () => {
    const abort = new AbortController();
    const asked = session.request('people.list', { limit: 1 }, { signal: abort.signal });
    abort.abort();
    await expectCode(asked, 'cancelled');
    relay.socket.answer(1, { people: [], more: false });
    clock.advance(60_000);
    expect(session.alive).toBe(true);
  });

  it('[CON-8] has 32 requests open at most, and lets the next go when one is answered', async () => {
    const asked = Array.from({ length: 33 }, () => ask('a'));
    expect(relay.socket.received).toHaveLength(32);
    relay.socket.answer(1, { people: [], more: false });
    await asked[0];
    expect(relay.socket.received).toHaveLength(33);
    session.close();
    await Promise.allSettled(asked);
  });

  it('refuses with `busy` when a thousand requests wait', async () => {
    const asked = Array.from({ length: 1_032 }, () => ask('a'));
    await expectCode(ask('b'), 'busy');
    session.close();
    await Promise.allSettled(asked);
  });

  it('[CON-8] stays below 200 frames a second, however fast the relay answers', async () => {
    relay.on('people.list', () => ({ people: [], more: false }));
    let asking = true;
    const loop = async (): Promise<void> => {
      while (asking) await ask('a');
    };
    const loops = Array.from({ length: 8 }, () => loop());
    await settle();
    const burst = relay.socket.received.length;
    for (let ms = 0; ms < 10_000; ms += 10) {
      clock.advance(10);
      await settle();
    }
    expect(burst).toBeLessThanOrEqual(400);
    expect(relay.socket.received.length - burst).toBeLessThan(2_000);
    expect(relay.socket.received.length - burst).toBeGreaterThan(1_000);
    asking = false;
    session.close();
    await Promise.allSettled(loops);
  });

  it('hands an ordered result over before any later frame', async () => {
    const order: string[] = [];
    const asked = session.request('people.list', { limit: 1 }, { inOrder: () => order.push('reply') });
    relay.socket.push('read.updated', { conversation: newConversationId(), headSeq: 1, read: [], unread: 0 });
    order.push(`pushes ${pushes.length}`);
    relay.socket.answer(1, { people: [], more: false });
    relay.socket.push('sync.checkpoint', { position: 1 });
    order.push(`pushes ${pushes.length}`);
    await asked;
    expect(order).toEqual(['pushes 1', 'reply', 'pushes 2']);
  });
});
