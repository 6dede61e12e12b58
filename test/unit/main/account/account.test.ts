import { describe, expect, it, vi } from 'vitest';
import { createAccount, type AccountDeps } from '../../../../src/main/account/account.ts';
import type { Identity } from '../../../../src/main/account/doorkeeper.ts';
import type { JsonFile } from '../../../../src/main/profile/json-file.ts';
import type { StoredAccount, StoredHosting } from '../../../../src/main/profile/profile.ts';
import type { Engine } from '../../../../src/main/sync/engine.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { Fingerprint } from '../../../../src/shared/model/fingerprint.ts';
import { UserId } from '../../../../src/shared/model/ids.ts';
import { expectCode } from '../../../support/expect-code.ts';

const HOSTED = 'ws://127.0.0.1:7480/v1/socket';
const me = { id: UserId.parse('019a0000-0000-7000-8000-000000000001'), name: 'lin', displayName: '林夕' };
const person = { name: 'lin', displayName: '林夕', password: 'correct horse' };

function fileOf<T>(value: T): JsonFile<T> & { value: T } {
  const file = {
    value,
    read: () => file.value,
    write: (next: T) => {
      file.value = next;
      return Promise.resolve();
    },
  };
  return file;
}

function world(overrides: Partial<AccountDeps> = {}) {
  const log: string[] = [];
  let relayUrl: string | undefined;
  const account = fileOf<StoredAccount | null>(null);
  const hosting = fileOf<StoredHosting | null>(null);
  const identity = (url: string): Identity => ({ me, relayUrl: url, relayName: 'office', token: 'secret' });
  const engine = {
    start: () => void log.push('engine start'),
    stop: () => Promise.resolve(void log.push('engine stop')),
    nudge: () => void log.push('engine nudge'),
  };
  const states: string[] = [];
  const deps: AccountDeps = {
    profile: { account, hosting },
    vault: {
      seal: (token) => Promise.resolve({ kind: 'sealed', base64: `sealed ${token}` }),
      open: (sealed) => Promise.resolve(sealed.kind === 'sealed' ? sealed.base64.slice(7) : undefined),
    },
    relayHost: {
      start: (name, port) => {
        log.push(`relay start ${port ?? 'any'}`);
        relayUrl = HOSTED;
        return Promise.resolve({ name, port: 7480 });
      },
      url: () => relayUrl,
      addresses: () => (relayUrl === undefined ? [] : [relayUrl]),
      fingerprint: () => undefined,
      stop: () => Promise.resolve(void log.push('relay stop')),
    },
    doorkeeper: {
      register: ({ url }) => Promise.resolve(identity(url)),
      signIn: ({ url }) => Promise.resolve(identity(url)),
      signOut: ({ token }) => Promise.resolve(void log.push(`sign out ${token}`)),
    },
    readFingerprint: () => Promise.reject(new AppError('unreachable')),
    openEngine: ({ token }) => {
      log.push(`engine open ${token}`);
      // The account calls these three methods only.
      return Promise.resolve(engine as unknown as Engine);
    },
    onEngine: () => undefined,
    onState: (state) => states.push(state.kind),
    logger: SILENT_LOGGER,
    ...overrides,
  };
  return { account: createAccount(deps), log, states, files: { account, hosting } };
}

describe('an account', () => {
  it('starts with nobody', async () => {
    const { account } = world();
    await account.restore();
    expect(await account.current()).toEqual({ kind: 'none' });
    expect(account.engine()).toBeUndefined();
  });

  it('signs in, keeps the token sealed, and starts the engine', async () => {
    const { account, files, log, states } = world();
    await expect(account.signIn({ url: 'relay', name: 'lin', password: 'x' })).resolves.toMatchObject({
      kind: 'ready',
      me,
      hosting: null,
    });
    expect(files.account.value?.token).toEqual({ kind: 'sealed', base64: 'sealed secret' });
    expect(log).toEqual(['engine open secret', 'engine start']);
    expect(states).toEqual(['ready']);
  });

  it('hosts a relay, registers its first person there and remembers both', async () => {
    const { account, files } = world();
    await expect(account.host({ relayName: 'office', ...person })).resolves.toMatchObject({
      kind: 'ready',
      hosting: { urls: [HOSTED] },
    });
    expect(files.hosting.value).toEqual({ name: 'office', port: 7480 });
    expect(files.account.value?.relayUrl).toBe(HOSTED);
  });

  it('brings back what the profile remembers: the relay on its port, and the engine without waiting for it', async () => {
    const { account, log, files } = world();
    files.hosting.value = { name: 'office', port: 7777 };
    files.account.value = {
      me,
      relayUrl: HOSTED,
      relayName: 'office',
      token: { kind: 'sealed', base64: 'sealed secret' },
    };
    const restored = account.restore();
    expect(await account.current()).toMatchObject({ kind: 'ready' });
    await restored;
    expect(log).toEqual(['relay start 7777', 'engine open secret', 'engine start', 'engine nudge']);
    expect(await account.current()).toMatchObject({ hosting: { urls: [HOSTED] } });
  });

  it('says why messages cannot be opened, keeps who is signed in, and opens them when that has passed', async () => {
    const failures = [new AppError('store_locked'), new AppError('store_newer')];
    const engine = { start: () => undefined, stop: () => Promise.resolve() };
    const { account, files, states } = world({
      openEngine: () => {
        const failure = failures.shift();
        return failure ? Promise.reject(failure) : Promise.resolve(engine as unknown as Engine);
      },
    });
    files.account.value = {
      me,
      relayUrl: HOSTED,
      relayName: 'o',
      token: { kind: 'sealed', base64: 'sealed x' },
    };
    await account.restore();
    expect(await account.current()).toEqual({ kind: 'blocked', me, relayName: 'o', error: 'store_locked' });
    await expectCode(account.signIn({ url: 'relay', name: 'lin', password: 'x' }), 'already_signed_in');
    await expect(account.reopen()).resolves.toMatchObject({ kind: 'blocked', error: 'store_newer' });
    await expect(account.reopen()).resolves.toMatchObject({ kind: 'ready' });
    expect(files.account.value).not.toBeNull();
    expect(states).toEqual(['blocked', 'blocked', 'ready']);
  });

  it('a blocked account can be signed out; its messages stay', async () => {
    const { account, files, log } = world({ openEngine: () => Promise.reject(new AppError('store_newer')) });
    await account.signIn({ url: 'relay', name: 'lin', password: 'x' });
    await expect(account.signOut()).resolves.toEqual({ kind: 'none' });
    expect(files.account.value).toBeNull();
    expect(log).toEqual(['sign out secret']);
  });

  it('opens the store of a running engine as suspected when it is found damaged, and once', async () => {
    const opened: boolean[] = [];
    const damaged: (() => void)[] = [];
    const stopped: number[] = [];
    const { account } = world({
      openEngine: (_, { suspected, onDamaged }) => {
        const n = opened.push(suspected);
        damaged.push(onDamaged);
        const engine = { start: () => undefined, stop: () => Promise.resolve(void stopped.push(n)) };
        return Promise.resolve(engine as unknown as Engine);
      },
    });
    await account.signIn({ url: 'relay', name: 'lin', password: 'x' });
    damaged[0]?.();
    damaged[0]?.();
    // Its turn comes after theirs.
    await account.reopen();
    expect(opened).toEqual([false, true]);
    expect(stopped).toEqual([1]);
    expect(await account.current()).toMatchObject({ kind: 'ready' });
  });

  it('refuses a second sign-in, also when both are under way', async () => {
    const { account } = world();
    const args = { url: 'relay', name: 'lin', password: 'x' };
    const [first, second] = await Promise.allSettled([account.signIn(args), account.signIn(args)]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'already_signed_in' } });
  });

  it("passes the relay's refusal on and stays signed out", async () => {
    const refuse = vi.fn(() => Promise.reject(new AppError('name_taken')));
    const { account, files } = world({
      doorkeeper: { register: refuse, signIn: refuse, signOut: () => Promise.resolve() },
    });
    await expect(account.register({ url: 'relay', ...person })).rejects.toMatchObject({ code: 'name_taken' });
    expect(files.account.value).toBeNull();
    expect(await account.current()).toEqual({ kind: 'none' });
  });

  it('forgets the token here and at the relay, and keeps the hosted relay running', async () => {
    const { account, files, log, states } = world();
    await account.host({ relayName: 'office', ...person });
    await expect(account.signOut()).resolves.toEqual({ kind: 'none' });
    expect(files.account.value).toBeNull();
    expect(files.hosting.value).not.toBeNull();
    expect(log.slice(-2)).toEqual(['engine stop', 'sign out secret']);
    expect(states).toEqual(['ready', 'none']);
  });

  it('ends the engine before its relay', async () => {
    const { account, log } = world();
    await account.host({ relayName: 'office', ...person });
    await account.stop();
    expect(log.slice(-2)).toEqual(['engine stop', 'relay stop']);
  });

  it('shows a pinned certificate beside the one of now, and pins another on disk before it connects anew', async () => {
    const [accepted, shown] = ['a', 'b'].map((digit) => Fingerprint.parse(digit.repeat(64)));
    if (!accepted || !shown) throw new Error('two fingerprints');
    const { account, files, log } = world({ readFingerprint: () => Promise.resolve(shown) });
    await expectCode(account.certificate(), 'no_account');
    await expectCode(account.trust(shown), 'no_account');
    files.account.value = {
      me,
      relayUrl: 'wss://relay:7480/v1/socket',
      relayName: 'office',
      fingerprint: accepted,
      token: { kind: 'sealed', base64: 'sealed secret' },
    };
    await account.restore();
    await expect(account.certificate()).resolves.toEqual({ accepted, shown });
    await expect(account.trust(shown)).resolves.toMatchObject({ kind: 'ready', fingerprint: shown });
    expect(files.account.value.fingerprint).toBe(shown);
    expect(files.account.value.token).toEqual({ kind: 'sealed', base64: 'sealed secret' });
    expect(log).toEqual([
      'engine open secret',
      'engine start',
      'engine stop',
      'engine open secret',
      'engine start',
    ]);
  });

  it('pins nothing for a relay that is known without', async () => {
    const { account } = world();
    await account.signIn({ url: 'relay', name: 'lin', password: 'x' });
    await expectCode(account.certificate(), 'forbidden');
    await expectCode(account.trust(Fingerprint.parse('c'.repeat(64))), 'forbidden');
  });
});
