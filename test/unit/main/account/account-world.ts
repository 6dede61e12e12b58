import { createAccount, type AccountDeps } from '../../../../src/main/account/account.ts';
import type { Identity } from '../../../../src/main/account/doorkeeper.ts';
import { accountIdOf } from '../../../../src/main/profile/account-id.ts';
import type { JsonFile } from '../../../../src/main/profile/json-file.ts';
import type { StoredAccount, StoredAccounts, StoredHosting } from '../../../../src/main/profile/profile.ts';
import type { Engine } from '../../../../src/main/sync/engine.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { Fingerprint } from '../../../../src/shared/model/fingerprint.ts';
import { type AccountId, UserId } from '../../../../src/shared/model/ids.ts';

/** Where the relay that is hosted here is reached. */
export const HOSTED = 'ws://127.0.0.1:7480/v1/socket';
/** What it shows once it is open to the network. */
export const CERTIFICATE = Fingerprint.parse('a'.repeat(64));
export const me = {
  id: UserId.parse('019a0000-0000-7000-8000-000000000001'),
  name: 'lin',
  displayName: '林夕',
};

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

/** Of the person's account at the hosted relay. */
export const ID = accountIdOf(HOSTED, me.id);

/** As much of an engine as an account needs that nobody looks at. */
export function engineStub(): Engine {
  const never = () => new Promise(() => undefined);
  // The account calls these methods only.
  return {
    handle: { 'channel.list': never },
    totalUnread: never,
    on: () => undefined,
    start: () => undefined,
    nudge: () => undefined,
  } as unknown as Engine;
}

/** A person's account as a version before boxes left it. */
export function stored(url = HOSTED): StoredAccount {
  return { me, relayUrl: url, relayName: 'office', token: { kind: 'sealed', base64: 'sealed secret' } };
}

/** An account of a profile in memory, at relays that accept everybody; `log` tells what it has asked for, in order. */
export function world(overrides: Partial<AccountDeps> = {}) {
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
        'channel.list': () => Promise.resolve({ channels: [] }),
      },
      totalUnread: () => Promise.resolve(0),
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
      start: (name, port, network = false) => {
        log.push(`relay start ${port ?? 'any'}${network ? ' network' : ''}`);
        relayUrl = network ? HOSTED.replace('ws:', 'wss:') : HOSTED;
        return Promise.resolve({ name, port: 7480, ...(network && { network }) });
      },
      url: () => relayUrl,
      addresses: () => (relayUrl === undefined ? [] : [relayUrl]),
      fingerprint: () => (relayUrl?.startsWith('wss:') ? CERTIFICATE : undefined),
      stop: () => {
        relayUrl = undefined;
        return Promise.resolve(void log.push('relay stop'));
      },
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
