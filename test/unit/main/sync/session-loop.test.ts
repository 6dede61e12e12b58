import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors.ts';
import { CLOSE } from '../../../../src/shared/protocol/close-codes.ts';
import { DEVICE, EngineFixture, PEER, settle } from './engine-fixture.ts';

describe('the session of an engine', () => {
  it('says hello, resumes, syncs and is online', async () => {
    const fixture = new EngineFixture();
    await fixture.online();
    expect(fixture.states.map(({ kind }) => kind)).toEqual(['connecting', 'syncing', 'online']);
    expect(fixture.relay.socket.received.map(({ cmd }) => cmd).slice(0, 3)).toEqual([
      'session.hello',
      'session.resume',
      'sync.pull',
    ]);
    await fixture.engine.stop();
    expect(fixture.state).toBe('stopped');
  });

  it('starting twice connects once', async () => {
    const fixture = new EngineFixture();
    fixture.engine.start();
    await fixture.online();
    expect(fixture.relay.dials).toBe(1);
  });

  it('finds a half-open link within 10 s', async () => {
    const fixture = new EngineFixture();
    await fixture.online();
    const lost = fixture.relay.socket;
    lost.answersPings = false;
    for (let s = 0; s < 10; s++) await fixture.pass(1_000);
    expect(lost.open).toBe(false);
    expect(fixture.states.map(({ kind }) => kind).slice(0, 4)).toEqual([
      'connecting',
      'syncing',
      'online',
      'waiting',
    ]);
  });

  it('keeps a quiet link that answers its pings', async () => {
    const fixture = new EngineFixture();
    await fixture.online();
    for (let s = 0; s < 60; s += 5) await fixture.pass(5_000);
    expect(fixture.relay.dials).toBe(1);
    expect(fixture.state).toBe('online');
  });

  it('comes back with growing, jittered delays of at most 30 s', async () => {
    const fixture = new EngineFixture();
    fixture.relay.reachable = false;
    await fixture.online();
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 12; attempt++) {
      const state = fixture.states.at(-1);
      if (state?.kind !== 'waiting') throw new Error('not waiting');
      expect(state).toMatchObject({ attempt, error: 'unreachable' });
      delays.push(state.retryAt - fixture.clock.now());
      await fixture.pass(delays.at(-1) ?? 0);
      expect(fixture.relay.dials).toBe(attempt + 1);
    }
    delays.forEach((ms, index) => expect(ms).toBeLessThan(Math.min(30_000, 500 * 2 ** index)));
    expect(new Set(delays).size).toBeGreaterThan(6);
    expect(Math.max(...delays)).toBeGreaterThan(5_000);
  });

  it.each(['nudge', 'session.retry'] as const)('tries at once on %s', async (how) => {
    const fixture = new EngineFixture();
    fixture.relay.reachable = false;
    await fixture.online();
    fixture.relay.reachable = true;
    if (how === 'nudge') fixture.engine.nudge();
    else await fixture.engine.handle['session.retry']({});
    await settle();
    expect(fixture.state).toBe('online');
  });

  it('[C1] begins a dial anew on a nudge, since it goes out to a network that may be gone', async () => {
    const fixture = new EngineFixture();
    fixture.relay.silent = true;
    await fixture.online();
    fixture.relay.silent = false;
    fixture.engine.nudge();
    await settle();
    expect(fixture.relay.dials).toBe(2);
    expect(fixture.state).toBe('online');
    // It has a link now, which is asked and not left.
    fixture.engine.nudge();
    await settle();
    expect(fixture.relay.dials).toBe(2);
  });

  it('[C1] waits no longer after a nudge than after a first failure', async () => {
    const fixture = new EngineFixture();
    fixture.relay.reachable = false;
    await fixture.online();
    for (let s = 0; s < 120; s++) await fixture.pass(1_000);
    fixture.engine.nudge();
    await settle();
    expect(fixture.states.at(-1)).toMatchObject({ kind: 'waiting', attempt: 1 });
    fixture.relay.reachable = true;
    await fixture.pass(500);
    expect(fixture.state).toBe('online');
    fixture.engine.nudge();
    fixture.relay.reachable = false;
    fixture.relay.socket.end();
    await settle();
    expect(fixture.states.at(-1)).toMatchObject({ kind: 'waiting', attempt: 1 });
  });

  it('[C13] dials anew at once when the way is another, from whatever state', async () => {
    const fixture = new EngineFixture();
    await fixture.online();
    fixture.engine.redial();
    await settle();
    expect(fixture.relay.dials).toBe(2);
    expect(fixture.state).toBe('online');

    fixture.relay.reachable = false;
    fixture.engine.redial();
    await settle();
    expect(fixture.state).toBe('waiting');
    fixture.relay.reachable = true;
    fixture.engine.redial();
    await settle();
    expect(fixture.state).toBe('online');
    await fixture.engine.stop();
    fixture.engine.redial();
    await settle();
    expect(fixture.state).toBe('stopped');
  });

  it('checks the link at once on a nudge', async () => {
    const fixture = new EngineFixture();
    await fixture.online();
    fixture.relay.socket.answersPings = false;
    fixture.engine.nudge();
    await fixture.pass(4_000);
    expect(fixture.state).toBe('waiting');
  });

  it('[SES-4] a dead token is rejected and never tried again', async () => {
    const fixture = new EngineFixture();
    fixture.relay.on('session.resume', () => new AppError('bad_token'));
    await fixture.online();
    expect(fixture.states.at(-1)).toEqual({ kind: 'rejected', error: 'bad_token' });
    await fixture.pass(3_600_000);
    expect(fixture.relay.dials).toBe(1);
  });

  it('does not mix its store with another person', async () => {
    const fixture = new EngineFixture();
    fixture.relay.on('session.resume', () => ({ user: PEER, device: DEVICE }));
    await fixture.online();
    expect(fixture.state).toBe('rejected');
  });

  it.each([
    [CLOSE.revoked, 'bad_token'],
    [CLOSE.unsupportedVersion, 'unsupported_version'],
  ] as const)('close code %i ends all attempts', async (code, error) => {
    const fixture = new EngineFixture();
    await fixture.online();
    fixture.relay.socket.end(code);
    await fixture.pass(3_600_000);
    expect(fixture.states.at(-1)).toEqual({ kind: 'rejected', error });
    expect(fixture.relay.dials).toBe(1);
  });

  it.each([CLOSE.goingAway, CLOSE.slowReader, CLOSE.rateLimited, CLOSE.heartbeatTimeout, 1006, 4999])(
    'comes back after close code %i',
    async (code) => {
      const fixture = new EngineFixture();
      await fixture.online();
      fixture.relay.socket.end(code);
      await settle();
      await fixture.pass(500);
      expect(fixture.relay.dials).toBe(2);
      expect(fixture.state).toBe('online');
    },
  );

  it('comes back when the link ends while pages are still being pulled', async () => {
    const fixture = new EngineFixture();
    for (let i = 0; i < 10; i++) fixture.conversation(5);
    fixture.relay.on('timeline.pull', () => 'silence');
    await fixture.online();
    expect(fixture.state).toBe('syncing');
    fixture.relay.socket.end();
    await fixture.pass(500);
    expect(fixture.relay.dials).toBe(2);
  });

  it('does not spin against a relay that closes right after the sign-in', async () => {
    const fixture = new EngineFixture();
    fixture.relay.on('sync.pull', () => {
      queueMicrotask(() => fixture.relay.socket.end(CLOSE.goingAway));
      return 'silence';
    });
    await fixture.online();
    for (let s = 0; s < 600; s++) await fixture.pass(1_000);
    expect(fixture.relay.dials).toBeLessThan(100);
    expect(fixture.relay.dials).toBeGreaterThan(10);
  });

  it.each(['the handshake', 'the sign-in'])(
    'comes back ever more slowly to a relay that lets %s time out',
    async (step) => {
      const fixture = new EngineFixture();
      if (step === 'the handshake') fixture.relay.silent = true;
      else fixture.relay.on('session.resume', () => 'silence');
      await fixture.online();
      for (let s = 0; s < 600; s++) await fixture.pass(1_000);
      const attempts = fixture.states.flatMap((state) => (state.kind === 'waiting' ? [state.attempt] : []));
      expect(attempts).toEqual(attempts.map((_, index) => index + 1));
      expect(attempts.length).toBeGreaterThan(10);
    },
  );

  it('begins with the shortest delay again after a session that lasted', async () => {
    const fixture = new EngineFixture();
    fixture.relay.reachable = false;
    await fixture.online();
    for (let s = 0; s < 60; s++) await fixture.pass(1_000);
    fixture.relay.reachable = true;
    for (let s = 0; s < 40; s++) await fixture.pass(1_000);
    expect(fixture.state).toBe('online');
    fixture.relay.socket.end();
    await settle();
    expect(fixture.states.at(-1)).toMatchObject({ kind: 'waiting', attempt: 1 });
  });

  it('waits as long as the relay asks for', async () => {
    const fixture = new EngineFixture();
    fixture.relay.on('session.resume', () => new AppError('locked_out', 'later', { retryAfterMs: 60_000 }));
    await fixture.online();
    await fixture.pass(59_000);
    expect(fixture.relay.dials).toBe(1);
    await fixture.pass(1_000);
    expect(fixture.relay.dials).toBe(2);
  });

  it('stopping ends the link, the attempts and the store', async () => {
    const fixture = new EngineFixture();
    await fixture.online();
    await fixture.engine.stop();
    await fixture.engine.stop();
    await fixture.pass(3_600_000);
    expect(fixture.relay.dials).toBe(1);
    expect(fixture.relay.socket.open).toBe(false);
    await expect(fixture.store.read.position()).rejects.toMatchObject({ code: 'cancelled' });
  });
});
