import type { RequestArgs, RequestOutput } from '../../shared/ipc/contract.ts';
import { MAX_ACCOUNTS, type AccountEntry, type AccountState, type Lock } from '../../shared/ipc/views.ts';
import { AppError } from '../../shared/errors.ts';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import type { AccountId, ConversationId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import { accountIdOf } from '../profile/account-id.ts';
import type { Profile } from '../profile/profile.ts';
import type { RelayHost } from '../relay-host/relay-host.ts';
import type { Engine } from '../sync/engine.ts';
import { type AccountListDeps, createAccountList, type Session } from './account-list.ts';
import type { Doorkeeper, Identity } from './doorkeeper.ts';
import { createHostedRelay, type HostedAddress } from './hosted-relay.ts';
import { createQueue } from './queue.ts';

export interface AccountDeps extends AccountListDeps {
  readonly profile: Pick<Profile, 'accounts' | 'account' | 'hosting' | 'removeAccounts'>;
  /** While it is locked, nothing of any account is shown; and from the start, none is opened. */
  readonly lock: { locked(): boolean; waitsFor(): Lock | null; startAnew(): Promise<void> };
  readonly relayHost: RelayHost;
  readonly doorkeeper: Doorkeeper;
  /** Which certificate a relay shows now; rejects as dialling does. */
  readonly readFingerprint: (url: string, signal: AbortSignal) => Promise<Fingerprint>;
  readonly onState: (state: AccountState) => void;
  /** An account, or what it has unread, is another one now. */
  readonly onList: (accounts: readonly AccountEntry[]) => void;
}

/**
 * The accounts of one profile: who is signed in, each with an engine of its own, which of them is shown, and the relay hosted
 * here. Its operations run one after the other. At most MAX_ACCOUNTS: each keeps a session and two store workers.
 */
export interface Account {
  /** The one that is shown. Waits for a `restore` that is under way to open it, but not for its relay. */
  current(): Promise<AccountState>;
  /** All that are signed in, in the order of signing in; none while it is locked. */
  list(): AccountEntry[];
  /** Of the account that is shown; `undefined` while nobody is signed in, or it is locked. */
  engine(): Engine | undefined;
  /** The same, also while it is locked: for what the page has still to hand over. */
  engineBehindLock(): Engine | undefined;
  /** Of this account, shown or not; `undefined` while it is not signed in, its messages cannot be opened, or it is locked. */
  engineOf(account: AccountId): Engine | undefined;
  isShown(account: AccountId): boolean;
  /** Who has this conversation, the one that is shown before the others; `null`: nobody, or it is locked. Waits for a `restore`. */
  whose(conversation: ConversationId): Promise<AccountId | null>;
  /**
   * Brings up what the profile remembers: the hosted relay and the accounts, the one that is shown first, none waiting for the
   * relay. Never rejects; failures are logged.
   */
  restore(): Promise<void>;
  /** It has been locked or unlocked. */
  lockChanged(): Promise<void>;
  /** Shows another account; `not_found` when it is not signed in. Its page must have let go of the one before. */
  switch(account: AccountId): Promise<AccountState>;
  /** The three that sign in show the new account. `too_many` when there are MAX_ACCOUNTS, `already_signed_in` when it is there. */
  host(args: RequestArgs<'account.host'>): Promise<AccountState>;
  register(args: RequestArgs<'account.register'>): Promise<AccountState>;
  /** Of the relay hosted here; its accounts connect anew. As the request says. */
  changeHosting(args: RequestArgs<'account.changeHosting'>): Promise<AccountState>;
  signIn(args: RequestArgs<'account.signIn'>): Promise<AccountState>;
  /**
   * Forgets the token of the one that is shown here and, if it can be reached, at the relay; then shows another. The history stays,
   * and a hosted relay goes on.
   */
  signOut(): Promise<AccountState>;
  /** Gives the account up at the relay, then signs out here. A refusal (`bad_credentials`) changes nothing. */
  deactivate(args: RequestArgs<'account.deactivate'>): Promise<AccountState>;
  /** Signs everybody out and removes all stores and files of accounts; a hosted relay stays. For who has forgotten the passcode. */
  startAnew(): Promise<AccountState>;
  /** Asks the relay for its certificate. Rejects with `forbidden` where none is pinned, and as dialling does. */
  certificate(): Promise<RequestOutput<'account.certificate'>>;
  /** Pins another certificate, on disk first, and connects anew. `forbidden` where none is pinned. */
  trust(fingerprint: Fingerprint): Promise<AccountState>;
  /**
   * Opens the messages of the account that is shown, when it is `blocked`. Resolves with `blocked` again if they still cannot be
   * opened; without effect otherwise.
   */
  reopen(): Promise<AccountState>;
  /** The machine woke up, or has a network again: every engine tries at once. */
  nudge(): void;
  /** Relays are reached by other ways now: every engine connects anew. */
  redial(): void;
  /** Ends engines and relay; the accounts stay signed in for the next start. */
  stop(): Promise<void>;
}

/** In one run of the program, an account's store is opened anew so often by itself: what breaks it again at once is not mended so. */
const MAX_REOPENED = 5;
/** Longest wait for a relay to show its certificate; ms. */
const CERTIFICATE_LIMIT_MS = 10_000;

export function createAccount(deps: AccountDeps): Account {
  const { profile, lock, doorkeeper, logger } = deps;
  const inTurn = createQueue();
  let opened: Promise<undefined> = Promise.resolve(undefined);
  const hosted = createHostedRelay(profile.hosting, deps.relayHost);
  const accounts = createAccountList({
    ...deps,
    onUnread: () => deps.onList(list()),
    onDamaged: (id, engine) => void mend(id, engine),
    onMe: (id, me) => void meet(id, me),
  });

  function list(): AccountEntry[] {
    return lock.locked() ? [] : accounts.entries();
  }

  function state(): AccountState {
    const waitsFor = lock.waitsFor();
    if (waitsFor) return { kind: 'locked', waitsFor };
    const current = accounts.shown();
    if (!current) return { kind: 'none' };
    const { id, blocked } = current;
    const { me, relayName, relayUrl, fingerprint } = current.identity;
    if (blocked) return { kind: 'blocked', id, me, relayName, error: blocked.error };
    return {
      kind: 'ready',
      id,
      me,
      relayName,
      relayUrl,
      hosting: hosted.behind(relayUrl),
      ...(fingerprint && { fingerprint }),
    };
  }

  function tell(): AccountState {
    const next = state();
    deps.onState(next);
    deps.onList(list());
    return next;
  }

  async function enter(ask: () => Promise<Identity>): Promise<AccountState> {
    if (accounts.sessions().length >= MAX_ACCOUNTS) throw new AppError('too_many', 'no more accounts');
    const identity = await ask();
    const id = accountIdOf(identity.relayUrl, identity.me.id);
    if (accounts.has(id)) {
      // The device that has just been made is one too many.
      await leave(identity);
      throw new AppError('already_signed_in', 'this account is signed in here');
    }
    await accounts.add(id, identity);
    return tell();
  }

  /** Gives the device back, if the relay can be reached. */
  async function leave(identity: Identity): Promise<void> {
    await doorkeeper.signOut(identity).catch(logged('the relay still knows the device'));
  }

  /** The relay hosted here is reached by another address now: its accounts go along, each under the id that it has. */
  async function follow(before: string, { url, fingerprint }: HostedAddress): Promise<void> {
    for (const session of accounts.sessions()) {
      const { fingerprint: old, ...identity } = session.identity;
      if (identity.relayUrl !== before) continue;
      // It may have given its relay up for the next minute.
      if (url === before && fingerprint === old) session.engine?.nudge();
      else
        await accounts.replace(session, { ...identity, relayUrl: url, ...(fingerprint && { fingerprint }) });
    }
  }

  /** As `HostedRelay.change`, and its accounts go along. */
  async function changeHosting(args: RequestArgs<'account.changeHosting'>): Promise<void> {
    const before = hosted.ownUrl();
    const address = await hosted.change(args);
    if (before !== undefined && address) await follow(before, address);
  }

  /** Of the account that is shown, where its relay is known by its certificate. */
  function pinnedSession(): Session & { readonly accepted: Fingerprint } {
    const current = lock.locked() ? undefined : accounts.shown();
    if (!current) throw new AppError('no_account', 'nobody is signed in');
    const accepted = current.identity.fingerprint;
    if (accepted === undefined) throw new AppError('forbidden', 'no certificate is pinned');
    return { ...current, accepted };
  }

  const reopened = new Map<AccountId, number>();

  /** Opens the store of a running engine anew, because it has been found damaged or has ended. */
  function mend(id: AccountId, damaged: Engine): Promise<void> {
    return inTurn(async () => {
      const current = accounts.sessions().find((other) => other.id === id);
      const times = reopened.get(id) ?? 0;
      if (current?.engine !== damaged || times >= MAX_REOPENED) return;
      reopened.set(id, times + 1);
      await damaged.stop();
      await accounts.open(id, current.identity, true);
      tell();
    }).catch(logged('a damaged store could not be replaced'));
  }

  function meet(id: AccountId, me: Person): Promise<void> {
    return inTurn(async () => {
      await accounts.meet(id, me);
      tell();
    }).catch(logged('the new name is not remembered'));
  }

  function logged(message: string): (error: unknown) => void {
    return (error) => logger.error({ err: error }, message);
  }

  return {
    async current() {
      await opened;
      return state();
    },
    list,
    engine: () => (lock.locked() ? undefined : accounts.shown()?.engine),
    engineOf: (account) =>
      lock.locked() ? undefined : accounts.sessions().find(({ id }) => id === account)?.engine,
    engineBehindLock: () => accounts.shown()?.engine,
    isShown: (account) => account === accounts.shown()?.id && !lock.locked(),
    whose: (conversation) =>
      inTurn(async () => {
        if (lock.locked()) return null;
        const first = accounts.shown();
        const order = accounts.sessions().toSorted((a, b) => Number(b === first) - Number(a === first));
        for (const { id, engine } of order) if (await engine?.unread(conversation)) return id;
        return null;
      }),
    restore() {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      opened = promise;
      return inTurn(async () => {
        const relayStarted = hosted.restore().then(
          () => undefined,
          (error: unknown) => {
            logged('the hosted relay did not start')(error);
            return AppError.from(error).code;
          },
        );
        if (!lock.locked()) await accounts.restore(() => resolve(undefined));
        resolve(undefined);
        const failure = await relayStarted;
        if (accounts.sessions().length === 0) return;
        // Only with its accounts at hand: what is behind a lock could not follow it.
        if (failure === 'port_taken' && profile.hosting.read()?.network !== true)
          await changeHosting({ running: true, network: false }).catch(
            logged('the hosted relay did not start at another port'),
          );
        if (hosted.running()) {
          // They may have knocked before their own relay was up.
          for (const { engine } of accounts.sessions()) engine?.nudge();
        }
        tell();
      });
    },
    async lockChanged() {
      // At once: what is open must not be seen a moment longer.
      if (lock.locked()) tell();
      else
        await inTurn(async () => {
          if (!accounts.restored()) await accounts.restore(tell);
          tell();
        });
    },
    switch: (account) =>
      inTurn(async () => {
        if (!accounts.has(account)) throw new AppError('not_found', 'no such account');
        accounts.show(account);
        const next = tell();
        await accounts.rememberShown().catch(logged('the next start will show another account'));
        return next;
      }),
    host: ({ relayName, network, ...person }) =>
      inTurn(async () => {
        const relay = await hosted.start({ relayName, network });
        return enter(() => doorkeeper.register({ ...relay, ...person }));
      }),
    changeHosting: (args) =>
      inTurn(async () => {
        try {
          await changeHosting(args);
        } finally {
          tell();
        }
        return state();
      }),
    register: (args) => inTurn(() => enter(() => doorkeeper.register(args))),
    signIn: (args) => inTurn(() => enter(() => doorkeeper.signIn(args))),
    signOut: () =>
      inTurn(async () => {
        const ending = await accounts.removeShown();
        if (ending) await leave(ending.identity);
        return tell();
      }),
    deactivate: ({ password }) =>
      inTurn(async () => {
        const current = accounts.shown();
        if (!current) throw new AppError('no_account', 'nobody is signed in');
        if (!current.engine) throw new AppError('offline', 'the messages cannot be opened');
        await current.engine.deactivate(password);
        await accounts.removeShown();
        return tell();
      }),
    startAnew: () =>
      inTurn(async () => {
        const ending = await accounts.removeAll();
        await profile.removeAccounts();
        await lock.startAnew();
        for (const { identity } of ending) await leave(identity);
        return tell();
      }),
    async certificate() {
      const { identity, accepted } = pinnedSession();
      return {
        accepted,
        shown: await deps.readFingerprint(identity.relayUrl, AbortSignal.timeout(CERTIFICATE_LIMIT_MS)),
      };
    },
    trust: (fingerprint) =>
      inTurn(async () => {
        const current = pinnedSession();
        await accounts.replace(current, { ...current.identity, fingerprint });
        return tell();
      }),
    reopen: () =>
      inTurn(async () => {
        const current = accounts.shown();
        if (!current?.blocked) return state();
        await accounts.open(current.id, current.identity, current.blocked.suspected);
        return tell();
      }),
    nudge() {
      for (const { engine } of accounts.sessions()) engine?.nudge();
    },
    redial() {
      for (const { engine } of accounts.sessions()) engine?.redial();
    },
    stop: () =>
      inTurn(async () => {
        await accounts.stop();
        // After the engines, so that what they flush last still finds its relay.
        await hosted.stop();
      }),
  };
}
