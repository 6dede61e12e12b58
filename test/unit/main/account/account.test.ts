import { describe, expect, it, vi } from 'vitest';
import { createAccount, type AccountDeps } from '../../../../src/main/account/account.ts';
import type { Identity } from '../../../../src/main/account/doorkeeper.ts';
import type { JsonFile } from '../../../../src/main/profile/json-file.ts';
import { accountIdOf } from '../../../../src/main/profile/account-id.ts';
import type { StoredAccount, StoredAccounts, StoredHosting } from '../../../../src/main/profile/profile.ts';
import type { Engine, UnreadMessages } from '../../../../src/main/sync/engine.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { Fingerprint } from '../../../../src/shared/model/fingerprint.ts';
import { type AccountId, ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import { MAX_ACCOUNTS } from '../../../../src/shared/ipc/views.ts';
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

const ID = accountIdOf(HOSTED, me.id);

function engineStub(): Engine {
  const never = () => new Promise(() => undefined);
  // As much of an engine as an account needs that nobody looks at.
  return {
    handle: { 'conversation.list': never, 'channel.list': never },
    on: () => undefined,
    start: () => undefined,
    nudge: () => undefined,
  } as unknown as Engine;
}

/** A person's account as a version before boxes left it. */
function stored(url = HOSTED): StoredAccount {
  return { me, relayUrl: url, relayName: 'office', token: { kind: 'sealed', base64: 'sealed secret' } };
}

function world(overrides: Partial<AccountDeps> = {}) {
  const log: string[] = [];
  let relayUrl: string | undefined;
  let locked = false;
  const accounts = fileOf<StoredAccounts>({ active: null, accounts: [] });
  const files = new Map<AccountId, ReturnType<typeof fileOf<StoredAccount | null>>>();
  const account = (id: AccountId) => {
    const file = files.get(id) ?? fileOf<StoredAccount | null>(null);
    files.set(id, file);
    return file;
  };
  const hosting = fileOf<StoredHosting | null>(null);
  const identity = (url: string): Identity => ({ me, relayUrl: url, relayName: 'office', token: 'secret' });
  const unread = new Map<string, (total: number) => void>();
  function engineOf(url: string): Engine {
    const engine = {
      handle: {
        'conversation.list': () => Promise.resolve({ conversations: [], totalUnread: 0 }),
        'channel.list': () => Promise.resolve({ channels: [] }),
      },
      on: (name: string, listener: (body: { totalUnread: number }) => void) => {
        if (name === 'store.changed') unread.set(url, (totalUnread) => listener({ totalUnread }));
      },
      start: () => void log.push('engine start'),
      stop: () => Promise.resolve(void log.push('engine stop')),
      nudge: () => void log.push('engine nudge'),
    };
    // The account calls these methods only.
    return engine as unknown as Engine;
  }
  const states: string[] = [];
  const lists: string[] = [];
  const deps: AccountDeps = {
    profile: {
      accounts,
      account,
      hosting,
      removeAccounts: () => {
        files.clear();
        return accounts.write({ active: null, accounts: [] });
      },
    },
    tokens: {
      seal: (id, token) => ({ kind: 'boxed', box: `${id} ${token}` }),
      open: (id, sealed) =>
        Promise.resolve(
          sealed.kind === 'boxed'
            ? sealed.box.replace(`${id} `, '')
            : sealed.kind === 'sealed'
              ? sealed.base64.slice(7)
              : sealed.token,
        ),
    },
    lock: {
      locked: () => locked,
      waitsFor: () => (locked ? 'passcode' : null),
      startAnew: () => {
        locked = false;
        return Promise.resolve();
      },
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
    openEngine: (_id, { token, relayUrl: url }) => {
      log.push(`engine open ${token}`);
      return Promise.resolve(engineOf(url));
    },
    onEngine: () => undefined,
    onState: (state) => states.push(state.kind),
    onList: (entries) => lists.push(entries.map(({ me: { name }, unread: n }) => `${name} ${n}`).join(', ')),
    logger: SILENT_LOGGER,
    ...overrides,
  };
  return {
    account: createAccount(deps),
    log,
    states,
    lists,
    unread,
    files: { accounts, account, hosting },
    /** As a start of the program finds it. */
    remember: (url = HOSTED) => {
      const id = accountIdOf(url, me.id);
      account(id).value = stored(url);
      accounts.value = { active: accounts.value.active ?? id, accounts: [...accounts.value.accounts, id] };
      return id;
    },
    setLocked: (next: boolean) => (locked = next),
  };
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
      hosting: { urls: [HOSTED] },
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

describe('several accounts', () => {
  const [first, second, third] = ['ws://a/', 'ws://b/', 'ws://c/'].map((url) => accountIdOf(url, me.id));

  it('of the same person at two relays are two, each with its own engine, and the new one is shown', async () => {
    const { account, files } = world();
    await account.signIn({ url: 'ws://a/', name: 'lin', password: 'x' });
    await expect(account.signIn({ url: 'ws://b/', name: 'lin', password: 'x' })).resolves.toMatchObject({
      kind: 'ready',
      id: second,
    });
    expect(account.list().map(({ id }) => id)).toEqual([first, second]);
    expect(account.isShown(first ?? ID)).toBe(false);
    expect(files.accounts.value).toEqual({ active: second, accounts: [first, second] });
  });

  it('are switched, and the next start shows what was shown, in the same order', async () => {
    const before = world();
    for (const url of ['ws://a/', 'ws://b/', 'ws://c/']) before.remember(url);
    await before.account.restore();
    expect(await before.account.current()).toMatchObject({ id: first });
    await expect(before.account.switch(second ?? ID)).resolves.toMatchObject({ id: second });
    expect(before.files.accounts.value.active).toBe(second);
    await expectCode(before.account.switch(ID), 'not_found');

    const after = world();
    for (const url of ['ws://a/', 'ws://b/', 'ws://c/']) after.remember(url);
    after.files.accounts.value = before.files.accounts.value;
    await after.account.restore();
    expect(await after.account.current()).toMatchObject({ id: second });
    expect(after.account.list().map(({ id }) => id)).toEqual([first, second, third]);
  });

  it('that cannot be opened keeps no other from its place', async () => {
    const { account, remember } = world({
      openEngine: (id) =>
        id === first ? Promise.reject(new AppError('store_newer')) : Promise.resolve(engineStub()),
    });
    for (const url of ['ws://a/', 'ws://b/']) remember(url);
    await account.restore();
    expect(await account.current()).toMatchObject({ kind: 'blocked' });
    await expect(account.switch(second ?? ID)).resolves.toMatchObject({ kind: 'ready', id: second });
  });

  it('are asked whose a conversation is, the shown one first, and behind the lock nobody is', async () => {
    const conversation = ConversationId.parse('019a0000-0000-7000-8000-0000000000c1');
    const knows = new Set<AccountId | undefined>();
    const { account, remember, setLocked } = world({
      openEngine: (id) =>
        Promise.resolve({
          ...engineStub(),
          // Only whether there is an answer is looked at.
          unread: () => Promise.resolve(knows.has(id) ? ({} as UnreadMessages) : undefined),
        }),
    });
    for (const url of ['ws://a/', 'ws://b/']) remember(url);
    await account.restore();
    expect(await account.whose(conversation)).toBeNull();
    knows.add(second);
    expect(await account.whose(conversation)).toBe(second);
    knows.add(first);
    expect(await account.whose(conversation)).toBe(first);
    await account.switch(second ?? ID);
    expect(await account.whose(conversation)).toBe(second);
    setLocked(true);
    expect(await account.whose(conversation)).toBeNull();
  });

  it('tell what each has unread, shown or not', async () => {
    const { account, lists, unread, remember } = world();
    for (const url of ['ws://a/', 'ws://b/']) remember(url);
    await account.restore();
    unread.get('ws://b/')?.(7);
    expect(lists.at(-1)).toBe('lin 0, lin 7');
    expect(account.list().map(({ unread: n }) => n)).toEqual([0, 7]);
  });

  it('sign out one by one; the one after it is shown', async () => {
    const { account, files, remember } = world();
    for (const url of ['ws://a/', 'ws://b/', 'ws://c/']) remember(url);
    await account.restore();
    await account.switch(second ?? ID);
    await expect(account.signOut()).resolves.toMatchObject({ id: third });
    await expect(account.signOut()).resolves.toMatchObject({ id: first });
    await expect(account.signOut()).resolves.toEqual({ kind: 'none' });
    expect(files.accounts.value).toEqual({ active: null, accounts: [] });
  });

  it('are at most nine', async () => {
    const { account, remember } = world();
    for (let n = 0; n < MAX_ACCOUNTS; n++) remember(`ws://${n}/`);
    await account.restore();
    await expectCode(account.signIn({ url: 'ws://more/', name: 'lin', password: 'x' }), 'too_many');
  });
});

describe('behind the lock', () => {
  it('nothing is opened at the start, and the hosted relay works', async () => {
    const { account, log, files, remember, setLocked } = world();
    setLocked(true);
    files.hosting.value = { name: 'office', port: 7777 };
    remember();
    await account.restore();
    expect(await account.current()).toEqual({ kind: 'locked', waitsFor: 'passcode' });
    expect(log).toEqual(['relay start 7777']);
    setLocked(false);
    await account.lockChanged();
    expect(await account.current()).toMatchObject({ kind: 'ready', id: ID });
    expect(log).toEqual(['relay start 7777', 'engine open secret', 'engine start']);
  });

  it('what is open goes on, and nothing of it is shown', async () => {
    const { account, log, states, unread, lists, remember, setLocked } = world();
    remember();
    await account.restore();
    setLocked(true);
    await account.lockChanged();
    unread.get(HOSTED)?.(3);
    expect(states.at(-1)).toBe('locked');
    expect(lists.at(-1)).toBe('');
    expect(account.engine()).toBeUndefined();
    expect(account.isShown(ID)).toBe(false);
    expect(log).not.toContain('engine stop');
    setLocked(false);
    await account.lockChanged();
    expect(account.engine()).toBeDefined();
    expect(lists.at(-1)).toBe('lin 3');
  });

  it('who has forgotten the passcode starts anew: nobody is signed in, and nothing is left', async () => {
    const { account, files, remember, setLocked } = world();
    setLocked(true);
    remember();
    await account.restore();
    await expect(account.startAnew()).resolves.toEqual({ kind: 'none' });
    expect(files.accounts.value.accounts).toEqual([]);
    expect(files.account(ID).value).toBeNull();
  });
});
