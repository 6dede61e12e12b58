import { describe, expect, it, vi } from 'vitest';
import { accountIdOf } from '../../../../src/main/profile/account-id.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { Person } from '../../../../src/shared/model/person.ts';
import { PictureId } from '../../../../src/shared/model/profile-picture.ts';
import { Fingerprint } from '../../../../src/shared/model/fingerprint.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { engineStub, HOSTED, ID, me, stored, world } from './account-world.ts';

const person = { name: 'lin', displayName: '林夕', password: 'correct horse' };

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
    const id = accountIdOf('relay', me.id);
    expect(files.account(id).value?.token).toEqual({ kind: 'boxed', box: `${id} secret` });
    expect(files.accounts.value).toEqual({ active: id, accounts: [id] });
    expect(log).toEqual(['engine open secret', 'engine start']);
    expect(states).toEqual(['ready']);
  });

  it('hosts a relay, registers its first person there and remembers both', async () => {
    const { account, files } = world();
    await expect(account.host({ relayName: 'office', ...person })).resolves.toMatchObject({
      kind: 'ready',
      hosting: { running: true, network: false, urls: [HOSTED] },
    });
    expect(files.hosting.value).toEqual({ name: 'office', port: 7480 });
    expect(files.account(ID).value?.relayUrl).toBe(HOSTED);
  });

  it('brings back what the profile remembers: the relay on its port, and the engine without waiting for it', async () => {
    const { account, log, files, remember } = world();
    files.hosting.value = { name: 'office', port: 7777 };
    remember();
    const restored = account.restore();
    expect(await account.current()).toMatchObject({ kind: 'ready' });
    await restored;
    expect(log).toEqual(['relay start 7777', 'engine open secret', 'engine start', 'engine nudge']);
    expect(await account.current()).toMatchObject({ hosting: { urls: [HOSTED] } });
  });

  it('says why messages cannot be opened, keeps who is signed in, and opens them when that has passed', async () => {
    const failures = [new AppError('store_locked'), new AppError('store_newer')];
    const { account, files, states, remember } = world({
      openEngine: () => {
        const failure = failures.shift();
        return failure ? Promise.reject(failure) : Promise.resolve(engineStub());
      },
    });
    remember();
    await account.restore();
    expect(await account.current()).toEqual({
      kind: 'blocked',
      id: ID,
      me,
      relayName: 'office',
      error: 'store_locked',
    });
    await expectCode(account.signIn({ url: HOSTED, name: 'lin', password: 'x' }), 'already_signed_in');
    await expect(account.reopen()).resolves.toMatchObject({ kind: 'blocked', error: 'store_newer' });
    await expect(account.reopen()).resolves.toMatchObject({ kind: 'ready' });
    expect(files.account(ID).value).not.toBeNull();
    expect(states).toEqual(['blocked', 'blocked', 'ready']);
  });

  it('a blocked account can be signed out; its messages stay', async () => {
    const { account, files, log } = world({ openEngine: () => Promise.reject(new AppError('store_newer')) });
    await account.signIn({ url: 'relay', name: 'lin', password: 'x' });
    await expect(account.signOut()).resolves.toEqual({ kind: 'none' });
    expect(files.accounts.value.accounts).toEqual([]);
    expect(log).toEqual(['sign out secret']);
  });

  it('opens the store of a running engine as suspected when it is found damaged, and once', async () => {
    const opened: boolean[] = [];
    const damaged: (() => void)[] = [];
    const stopped: number[] = [];
    const { account } = world({
      openEngine: (_id, _identity, { suspected, onDamaged }) => {
        const n = opened.push(suspected);
        damaged.push(onDamaged);
        const stop = () => Promise.resolve(void stopped.push(n));
        return Promise.resolve({ ...engineStub(), stop });
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

  it('does not open a store anew for ever that breaks each time', async () => {
    const broken: (() => void)[] = [];
    const { account } = world({
      openEngine: (_id, _identity, { onDamaged }) => {
        broken.push(onDamaged);
        return Promise.resolve({ ...engineStub(), stop: () => Promise.resolve() });
      },
    });
    await account.signIn({ url: 'relay', name: 'lin', password: 'x' });
    for (let n = 0; n < 20; n++) {
      broken.at(-1)?.();
      await account.reopen();
    }
    expect(broken).toHaveLength(6);
  });

  it('remembers how its person is shown now, for the next start and in what it tells', async () => {
    const met: ((me: Person) => void)[] = [];
    const { account, files } = world({
      openEngine: (_id, _identity, { onMe }) => {
        met.push(onMe);
        return Promise.resolve(engineStub());
      },
    });
    const signedIn = await account.signIn({ url: 'relay', name: 'lin', password: 'x' });
    if (signedIn.kind !== 'ready') throw new Error('not signed in');
    const now = { ...signedIn.me, displayName: 'Lin B', picture: PictureId.parse('p'.repeat(43)) };
    met[0]?.(now);
    // Its turn comes after that.
    await account.reopen();
    expect(await account.current()).toMatchObject({ kind: 'ready', me: now });
    expect(account.list()).toMatchObject([{ me: now }]);
    expect(files.account(signedIn.id).value?.me).toEqual(now);
    expect(met).toHaveLength(1);
  });

  it('refuses the same account a second time, also when both are under way, and gives the second device back', async () => {
    const { account, log } = world();
    const args = { url: 'relay', name: 'lin', password: 'x' };
    const [first, second] = await Promise.allSettled([account.signIn(args), account.signIn(args)]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'already_signed_in' } });
    expect(log).toEqual(['engine open secret', 'engine start', 'sign out secret']);
  });

  it("passes the relay's refusal on and stays signed out", async () => {
    const refuse = vi.fn(() => Promise.reject(new AppError('name_taken')));
    const { account, files } = world({
      doorkeeper: { register: refuse, signIn: refuse, signOut: () => Promise.resolve() },
    });
    await expect(account.register({ url: 'relay', ...person })).rejects.toMatchObject({ code: 'name_taken' });
    expect(files.accounts.value.accounts).toEqual([]);
    expect(await account.current()).toEqual({ kind: 'none' });
  });

  it('forgets the token here and at the relay, and keeps the hosted relay running', async () => {
    const { account, files, log, states } = world();
    await account.host({ relayName: 'office', ...person });
    await expect(account.signOut()).resolves.toEqual({ kind: 'none' });
    expect(files.account(ID).value).toBeNull();
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
    const { account, files, log, remember } = world({ readFingerprint: () => Promise.resolve(shown) });
    await expectCode(account.certificate(), 'no_account');
    await expectCode(account.trust(shown), 'no_account');
    const url = 'wss://relay:7480/v1/socket';
    const file = files.account(remember(url));
    file.value = { ...stored(url), fingerprint: accepted };
    await account.restore();
    await expect(account.certificate()).resolves.toEqual({ accepted, shown });
    await expect(account.trust(shown)).resolves.toMatchObject({ kind: 'ready', fingerprint: shown });
    expect(file.value.fingerprint).toBe(shown);
    expect(file.value.token).toMatchObject({ kind: 'boxed' });
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
