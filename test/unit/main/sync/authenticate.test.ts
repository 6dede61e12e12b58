import { beforeEach, describe, expect, it } from 'vitest';
import { type AuthenticateDeps, register, signIn } from '../../../../src/main/sync/authenticate.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { FEATURES } from '../../../../src/shared/protocol/features.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { DEVICE, ME } from './engine-fixture.ts';
import { FakeRelay } from './fake-relay.ts';

const TOKEN = 'a-token-of-twenty-characters';

describe('a new device', () => {
  let relay: FakeRelay;
  let deps: AuthenticateDeps;

  beforeEach(() => {
    const clock = new ManualClock();
    relay = new FakeRelay(clock);
    deps = { dialer: relay, clock, version: '1.2.3' };
    relay.on('session.hello', () => ({
      version: 1,
      relay: { id: 'relay-id', name: 'Office' },
      registration: 'open',
      now: 0,
      heartbeatMs: 20_000,
      changeWindowMs: 86_400_000,
      receiptPolicy: 'by-conversation',
    }));
  });

  const account = { name: ' Zhang.San ', displayName: '张三', password: 'long enough', deviceName: 'Laptop' };

  it('[SES-3] registers, keeps the token and leaves the connection', async () => {
    relay.on('account.register', () => ({ user: ME, device: DEVICE, token: TOKEN }));
    await expect(register(deps, 'chat.example', account)).resolves.toEqual({
      me: ME,
      device: DEVICE,
      token: TOKEN,
      relay: { id: 'relay-id', name: 'Office' },
      url: 'ws://chat.example:7480/v1/socket',
    });
    expect(relay.socket.received.map(({ cmd }) => cmd)).toEqual(['session.hello', 'account.register']);
    expect(relay.socket.received[0]?.args).toEqual({
      versions: [1],
      features: [...FEATURES],
      client: { name: 'yidu', version: '1.2.3' },
    });
    expect(relay.socket.received[1]?.args).toEqual({
      name: 'zhang.san',
      displayName: '张三',
      password: 'long enough',
      device: { name: 'Laptop' },
    });
    expect(relay.socket.open).toBe(false);
  });

  it('[SES-10] shows the invite it was given', async () => {
    relay.on('account.register', () => ({ user: ME, device: DEVICE, token: TOKEN }));
    await register(deps, 'chat.example', { ...account, invite: 'an-invite-of-twenty-characters' });
    expect(relay.socket.received[1]?.args).toMatchObject({ invite: 'an-invite-of-twenty-characters' });
  });

  it('signs in', async () => {
    relay.on('session.signIn', () => ({ user: ME, device: DEVICE, token: TOKEN }));
    await expect(signIn(deps, 'chat.example', account)).resolves.toMatchObject({ me: ME, token: TOKEN });
  });

  it.each(['bad_credentials', 'locked_out'] as const)(
    'passes %s on and leaves the connection',
    async (code) => {
      relay.on('session.signIn', () => new AppError(code));
      await expectCode(signIn(deps, 'chat.example', account), code);
      expect(relay.socket.open).toBe(false);
    },
  );

  it('refuses an address that is none without dialling', async () => {
    await expectCode(register(deps, 'ftp://chat.example', account), 'bad_args');
    expect(relay.dials).toBe(0);
  });

  it('says when nobody is there', async () => {
    relay.reachable = false;
    await expectCode(register(deps, 'chat.example', account), 'unreachable');
  });
});
