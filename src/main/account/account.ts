import type { RequestArgs, RequestOutput } from '../../shared/ipc/contract.ts';
import { MAX_ACCOUNTS, type AccountEntry, type AccountState, type Lock } from '../../shared/ipc/views.ts';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import type { AccountId, ConversationId } from '../../shared/model/ids.ts';
import type { Engine } from '../sync/engine.ts';
import type { Doorkeeper, Identity } from './doorkeeper.ts';
import { accountIdOf } from '../profile/account-id.ts';
import type { Profile, StoredToken } from '../profile/profile.ts';
import type { RelayHost } from '../relay-host/relay-host.ts';
import { createBadges } from './badges.ts';
import { createQueue } from './queue.ts';

export interface AccountDeps {
  readonly profile: Pick<Profile, 'accounts' | 'account' | 'hosting' | 'removeAccounts'>;
  readonly tokens: {
    seal(account: AccountId, token: string): StoredToken;
    /** `undefined`: it can no longer be opened here. */
    open(account: AccountId, sealed: StoredToken): Promise<string | undefined>;
  };
  /** While it is locked, nothing of any account is shown; and from the start, none is opened. */
  readonly lock: { locked(): boolean; waitsFor(): Lock | null; startAnew(): Promise<void> };
  readonly relayHost: RelayHost;
  readonly doorkeeper: Doorkeeper;
  /** Which certificate a relay shows now; rejects as dialling does. */
  readonly readFingerprint: (url: string, signal: AbortSignal) => Promise<Fingerprint>;
  /**
   * Opens the account's store; connects nowhere yet. `suspected`: it was damaged when it was open last. Whoever finds it damaged
   * calls `onDamaged`.
   */
  readonly openEngine: (
    account: AccountId,
    identity: Identity,
    store: { readonly suspected: boolean; readonly onDamaged: () => void },
  ) => Promise<Engine>;
  /** A new engine, before it starts: whoever shows its events subscribes here, and asks `isShown` before each. */
  readonly onEngine: (engine: Engine, account: AccountId) => void;
  readonly onState: (state: AccountState) => void;
  /** An account, or what it has unread, is another one now. */
  readonly onList: (accounts: readonly AccountEntry[]) => void;
  readonly logger: Logger;
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
  /** The machine woke up: every engine tries at once. */
  nudge(): void;
  /** Relays are reached by other ways now: every engine connects anew. */
  redial(): void;
  /** Ends engines and relay; the accounts stay signed in for the next start. */
  stop(): Promise<void>;
}

/** Longest wait for a relay to show its certificate; ms. */
const CERTIFICATE_LIMIT_MS = 10_000;

interface Session {
  readonly id: AccountId;
  readonly identity: Identity;
  /** `undefined` while the messages cannot be opened; `blocked` then says why. */
  readonly engine: Engine | undefined;
  readonly blocked: { readonly error: ErrorCode; readonly suspected: boolean } | undefined;
}

async function stopEngines(sessions: readonly Session[]): Promise<void> {
  await Promise.all(sessions.flatMap(({ engine }) => (engine ? [engine.stop()] : [])));
}

export function createAccount(deps: AccountDeps): Account {
  const { profile, tokens, lock, relayHost, doorkeeper, logger } = deps;
  const inTurn = createQueue();
  /** In the order of signing in. */
  let sessions: readonly Session[] = [];
  let shown: AccountId | undefined;
  let restored = false;
  let opened: Promise<undefined> = Promise.resolve(undefined);
  const badges = createBadges(() => deps.onList(list()));

  function session(): Session | undefined {
    return sessions.find(({ id }) => id === shown);
  }

  function list(): AccountEntry[] {
    if (lock.locked()) return [];
    return sessions.map(({ id, identity: { me, relayName } }) => ({
      id,
      me,
      relayName,
      unread: badges.of(id),
    }));
  }

  function state(): AccountState {
    const waitsFor = lock.waitsFor();
    if (waitsFor) return { kind: 'locked', waitsFor };
    const current = session();
    if (!current) return { kind: 'none' };
    const { me, relayName, relayUrl, fingerprint } = current.identity;
    if (current.blocked)
      return { kind: 'blocked', id: current.id, me, relayName, error: current.blocked.error };
    const hosted = relayHost.url();
    const hosting = hosted !== undefined && hosted === relayUrl ? { urls: [...relayHost.addresses()] } : null;
    return {
      kind: 'ready',
      id: current.id,
      me,
      relayName,
      relayUrl,
      hosting,
      ...(fingerprint && { fingerprint }),
    };
  }

  function tell(): AccountState {
    const next = state();
    deps.onState(next);
    deps.onList(list());
    return next;
  }

  /**
   * Opens an account in the place it has, or at the end. What keeps its store from being opened is told as a state, not as a
   * failure: somebody is signed in.
   */
  async function open(id: AccountId, identity: Identity, suspected = false): Promise<void> {
    let engine: Engine | undefined;
    let blocked: Session['blocked'];
    try {
      const opened: Engine = await deps.openEngine(id, identity, {
        suspected,
        onDamaged: () => void mend(id, opened),
      });
      engine = opened;
    } catch (error) {
      logger.error({ err: error }, 'the messages could not be opened');
      blocked = { error: AppError.from(error).code, suspected };
    }
    const next = { id, identity, engine, blocked };
    sessions = sessions.some((other) => other.id === id)
      ? sessions.map((other) => (other.id === id ? next : other))
      : [...sessions, next];
    badges.forget(id);
    if (!engine) return;
    badges.follow(id, engine);
    deps.onEngine(engine, id);
    engine.start();
  }

  async function enter(ask: () => Promise<Identity>): Promise<AccountState> {
    if (sessions.length >= MAX_ACCOUNTS) throw new AppError('too_many', 'no more accounts');
    const identity = await ask();
    const id = accountIdOf(identity.relayUrl, identity.me.id);
    if (sessions.some((other) => other.id === id)) {
      // The device that has just been made is one too many.
      await doorkeeper.signOut(identity).catch(logged('the relay still knows the device'));
      throw new AppError('already_signed_in', 'this account is signed in here');
    }
    await remember(id, identity);
    const known = profile.accounts.read().accounts.filter((other) => other !== id);
    await profile.accounts.write({ active: id, accounts: [...known, id] });
    await open(id, identity);
    shown = id;
    return tell();
  }

  async function remember(id: AccountId, { token, ...rest }: Identity): Promise<void> {
    await profile.account(id).write({ ...rest, token: tokens.seal(id, token) });
  }

  /** Of the account that is shown, where its relay is known by its certificate. */
  function pinnedSession(): Session & { readonly accepted: Fingerprint } {
    const current = lock.locked() ? undefined : session();
    if (!current) throw new AppError('no_account', 'nobody is signed in');
    const accepted = current.identity.fingerprint;
    if (accepted === undefined) throw new AppError('forbidden', 'no certificate is pinned');
    return { ...current, accepted };
  }

  async function trust(fingerprint: Fingerprint): Promise<AccountState> {
    const { id, identity, engine } = pinnedSession();
    const next = { ...identity, fingerprint };
    await remember(id, next);
    await engine?.stop();
    await open(id, next);
    return tell();
  }

  async function restoreHosting(): Promise<void> {
    const hosting = profile.hosting.read();
    if (hosting) await relayHost.start(hosting.name, hosting.port, hosting.network);
  }

  async function restoreOne(id: AccountId): Promise<void> {
    const stored = profile.account(id).read();
    if (!stored) return;
    const token = await tokens.open(id, stored.token);
    if (token === undefined) throw new AppError('bad_token', 'the device token cannot be opened here');
    const identity = { ...stored, token };
    if (stored.token.kind !== 'boxed') await remember(id, identity);
    await open(id, identity);
  }

  /** The one that was shown first; `first` is told when it is there, or none is. */
  async function restoreSessions(first: () => void): Promise<void> {
    restored = true;
    const { active, accounts } = profile.accounts.read();
    const order = accounts.toSorted((a, b) => Number(b === active) - Number(a === active));
    for (const id of order.slice(0, MAX_ACCOUNTS)) {
      await restoreOne(id).catch(logged('an account could not be opened'));
      if (shown === undefined && sessions.length > 0) {
        shown = sessions[0]?.id;
        first();
      }
    }
    sessions = sessions.toSorted((a, b) => accounts.indexOf(a.id) - accounts.indexOf(b.id));
    first();
  }

  async function host(args: RequestArgs<'account.host'>): Promise<AccountState> {
    const { relayName, network, ...person } = args;
    const before = profile.hosting.read();
    if (relayHost.url() === undefined) {
      const hosting = await relayHost.start(
        before?.name ?? relayName,
        before?.port,
        before ? before.network : network,
      );
      await profile.hosting.write(hosting);
    }
    const url = relayHost.url();
    if (url === undefined) throw new AppError('unreachable', 'the relay has ended');
    const fingerprint = relayHost.fingerprint();
    return enter(() => doorkeeper.register({ url, ...person, ...(fingerprint && { fingerprint }) }));
  }

  /** Opens the store of a running engine anew, because it has been found damaged. */
  function mend(id: AccountId, damaged: Engine): Promise<void> {
    return inTurn(async () => {
      const current = sessions.find((other) => other.id === id);
      if (current?.engine !== damaged) return;
      await damaged.stop();
      await open(id, current.identity, true);
      tell();
    }).catch(logged('a damaged store could not be replaced'));
  }

  /** Ends the account that is shown and shows the one after it. */
  async function end(): Promise<Session | undefined> {
    const ending = session();
    if (!ending) return undefined;
    const place = sessions.indexOf(ending);
    sessions = sessions.filter((other) => other !== ending);
    shown = (sessions[place] ?? sessions.at(-1))?.id;
    badges.forget(ending.id);
    // On this disk first: even a crash from here on leaves the account signed out.
    const { accounts } = profile.accounts.read();
    await profile.accounts.write({
      active: shown ?? null,
      accounts: accounts.filter((id) => id !== ending.id),
    });
    await profile.account(ending.id).write(null);
    await ending.engine?.stop();
    return ending;
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
    engine: () => (lock.locked() ? undefined : session()?.engine),
    engineBehindLock: () => session()?.engine,
    isShown: (account) => account === shown && !lock.locked(),
    whose: (conversation) =>
      inTurn(async () => {
        if (lock.locked()) return null;
        for (const { id, engine } of sessions.toSorted(
          (a, b) => Number(b.id === shown) - Number(a.id === shown),
        ))
          if (await engine?.unread(conversation)) return id;
        return null;
      }),
    restore() {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      opened = promise;
      return inTurn(async () => {
        const hosted = restoreHosting().catch(logged('the hosted relay did not start'));
        if (!lock.locked()) await restoreSessions(() => resolve(undefined));
        resolve(undefined);
        await hosted;
        if (sessions.length === 0) return;
        if (relayHost.url() !== undefined) {
          // They may have knocked before their own relay was up.
          for (const { engine } of sessions) engine?.nudge();
        }
        tell();
      });
    },
    async lockChanged() {
      // At once: what is open must not be seen a moment longer.
      if (lock.locked()) tell();
      else
        await inTurn(async () => {
          if (!restored) await restoreSessions(tell);
          tell();
        });
    },
    switch: (account) =>
      inTurn(async () => {
        if (!sessions.some(({ id }) => id === account)) throw new AppError('not_found', 'no such account');
        shown = account;
        const next = tell();
        await profile.accounts
          .write({ ...profile.accounts.read(), active: account })
          .catch(logged('the next start will show another account'));
        return next;
      }),
    host: (args) => inTurn(() => host(args)),
    register: (args) => inTurn(() => enter(() => doorkeeper.register(args))),
    signIn: (args) => inTurn(() => enter(() => doorkeeper.signIn(args))),
    signOut: () =>
      inTurn(async () => {
        const ending = await end();
        if (ending)
          await doorkeeper.signOut(ending.identity).catch(logged('the relay still knows the device'));
        return tell();
      }),
    deactivate: ({ password }) =>
      inTurn(async () => {
        const current = session();
        if (!current) throw new AppError('no_account', 'nobody is signed in');
        if (!current.engine) throw new AppError('offline', 'the messages cannot be opened');
        await current.engine.deactivate(password);
        await end();
        return tell();
      }),
    startAnew: () =>
      inTurn(async () => {
        const ending = sessions;
        sessions = [];
        shown = undefined;
        restored = true;
        for (const { id } of ending) badges.forget(id);
        await stopEngines(ending);
        await profile.removeAccounts();
        await lock.startAnew();
        for (const { identity } of ending)
          await doorkeeper.signOut(identity).catch(logged('the relay still knows the device'));
        return tell();
      }),
    async certificate() {
      const { identity, accepted } = pinnedSession();
      return {
        accepted,
        shown: await deps.readFingerprint(identity.relayUrl, AbortSignal.timeout(CERTIFICATE_LIMIT_MS)),
      };
    },
    reopen: () =>
      inTurn(async () => {
        const current = session();
        if (!current?.blocked) return state();
        await open(current.id, current.identity, current.blocked.suspected);
        return tell();
      }),
    trust: (fingerprint) => inTurn(() => trust(fingerprint)),
    nudge() {
      for (const { engine } of sessions) engine?.nudge();
    },
    redial() {
      for (const { engine } of sessions) engine?.redial();
    },
    stop: () =>
      inTurn(async () => {
        await stopEngines(sessions);
        // After the engines, so that what they flush last still finds its relay.
        await relayHost.stop();
      }),
  };
}
