import type { RequestArgs, RequestOutput } from '../../shared/ipc/contract.ts';
import type { AccountState } from '../../shared/ipc/views.ts';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import type { Engine } from '../sync/engine.ts';
import type { Doorkeeper, Identity } from './doorkeeper.ts';
import type { Profile, StoredToken } from '../profile/profile.ts';
import type { RelayHost } from '../relay-host/relay-host.ts';
import { createQueue } from './queue.ts';

export interface AccountDeps {
  readonly profile: Pick<Profile, 'account' | 'hosting'>;
  readonly vault: {
    seal(token: string): Promise<StoredToken>;
    /** `undefined`: it can no longer be opened here. */
    open(sealed: StoredToken): Promise<string | undefined>;
  };
  readonly relayHost: RelayHost;
  readonly doorkeeper: Doorkeeper;
  /** Which certificate a relay shows now; rejects as dialling does. */
  readonly readFingerprint: (url: string, signal: AbortSignal) => Promise<Fingerprint>;
  /**
   * Opens the person's store; connects nowhere yet. `suspected`: it was damaged when it was open last. Whoever finds it damaged
   * calls `onDamaged`.
   */
  readonly openEngine: (
    identity: Identity,
    store: { readonly suspected: boolean; readonly onDamaged: () => void },
  ) => Promise<Engine>;
  /** A new engine, before it starts: whoever shows its events subscribes here. */
  readonly onEngine: (engine: Engine) => void;
  readonly onState: (state: AccountState) => void;
  readonly logger: Logger;
}

/**
 * The account of one profile: who is signed in, with which engine, and the relay hosted here. Its operations run one after
 * the other.
 */
export interface Account {
  /** Waits for a `restore` that is under way to open the account, but not for its relay. */
  current(): Promise<AccountState>;
  /** `undefined` while nobody is signed in. */
  engine(): Engine | undefined;
  /**
   * Brings up what the profile remembers: the hosted relay and the account, neither waiting for the other. Never rejects;
   * failures are logged.
   */
  restore(): Promise<void>;
  host(args: RequestArgs<'account.host'>): Promise<AccountState>;
  register(args: RequestArgs<'account.register'>): Promise<AccountState>;
  signIn(args: RequestArgs<'account.signIn'>): Promise<AccountState>;
  /** Forgets the token here and, if it can be reached, at the relay. The history stays, and a hosted relay goes on. */
  signOut(): Promise<AccountState>;
  /** Gives the account up at the relay, then signs out here. A refusal (`bad_credentials`) changes nothing. */
  deactivate(args: RequestArgs<'account.deactivate'>): Promise<AccountState>;
  /** Asks the relay for its certificate. Rejects with `forbidden` where none is pinned, and as dialling does. */
  certificate(): Promise<RequestOutput<'account.certificate'>>;
  /** Pins another certificate, on disk first, and connects anew. `forbidden` where none is pinned. */
  trust(fingerprint: Fingerprint): Promise<AccountState>;
  /**
   * Opens the messages of an account that is `blocked`. Resolves with `blocked` again if they still cannot be opened; without
   * effect otherwise.
   */
  reopen(): Promise<AccountState>;
  /** Ends engine and relay; the account stays signed in for the next start. */
  stop(): Promise<void>;
}

/** Longest wait for a relay to show its certificate; ms. */
const CERTIFICATE_LIMIT_MS = 10_000;

interface Session {
  readonly identity: Identity;
  readonly engine: Engine;
}

export function createAccount(deps: AccountDeps): Account {
  const { profile, vault, relayHost, doorkeeper, logger } = deps;
  const inTurn = createQueue();
  let session: Session | undefined;
  /** Who is signed in while the messages cannot be opened. */
  let blocked:
    { readonly identity: Identity; readonly error: ErrorCode; readonly suspected: boolean } | undefined;
  let opened: Promise<undefined> = Promise.resolve(undefined);

  function state(): AccountState {
    if (blocked) {
      const { identity, error } = blocked;
      return { kind: 'blocked', me: identity.me, relayName: identity.relayName, error };
    }
    if (!session) return { kind: 'none' };
    const { me, relayName, relayUrl, fingerprint } = session.identity;
    const hosted = relayHost.url();
    const hosting = hosted !== undefined && hosted === relayUrl ? { urls: [...relayHost.addresses()] } : null;
    return { kind: 'ready', me, relayName, relayUrl, hosting, ...(fingerprint && { fingerprint }) };
  }

  /** What keeps the store from being opened is told as a state, not as a failure: somebody is signed in. */
  async function begin(identity: Identity, suspected = false): Promise<AccountState> {
    let engine: Engine;
    try {
      engine = await deps.openEngine(identity, { suspected, onDamaged: () => void mend(engine) });
    } catch (error) {
      const { code } = AppError.from(error);
      logger.error({ err: error }, 'the messages could not be opened');
      blocked = { identity, error: code, suspected };
      deps.onState(state());
      return state();
    }
    blocked = undefined;
    session = { identity, engine };
    deps.onEngine(engine);
    engine.start();
    const next = state();
    deps.onState(next);
    return next;
  }

  async function enter(ask: () => Promise<Identity>): Promise<AccountState> {
    if (session ?? blocked) throw new AppError('already_signed_in', 'sign out first');
    const identity = await ask();
    await remember(identity);
    return begin(identity);
  }

  async function remember({ token, ...rest }: Identity): Promise<void> {
    await profile.account.write({ ...rest, token: await vault.seal(token) });
  }

  /** Of the account that is signed in, where its relay is known by its certificate. */
  function pinnedSession(): Session & { readonly accepted: Fingerprint } {
    if (!session) throw new AppError('no_account', 'nobody is signed in');
    const accepted = session.identity.fingerprint;
    if (accepted === undefined) throw new AppError('forbidden', 'no certificate is pinned');
    return { ...session, accepted };
  }

  async function trust(fingerprint: Fingerprint): Promise<AccountState> {
    const { identity, engine } = pinnedSession();
    const next = { ...identity, fingerprint };
    await remember(next);
    await engine.stop();
    return begin(next);
  }

  async function restoreHosting(): Promise<void> {
    const hosting = profile.hosting.read();
    if (hosting) await relayHost.start(hosting.name, hosting.port, hosting.network);
  }

  async function restoreSession(): Promise<void> {
    const stored = profile.account.read();
    if (!stored) return;
    const token = await vault.open(stored.token);
    if (token === undefined) throw new AppError('bad_token', 'the device token cannot be opened here');
    await begin({ ...stored, token });
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
  function mend(damaged: Engine): Promise<void> {
    return inTurn(async () => {
      if (session?.engine !== damaged) return;
      const { identity } = session;
      await damaged.stop();
      session = undefined;
      await begin(identity, true);
    }).catch(logged('a damaged store could not be replaced'));
  }

  async function end(): Promise<Pick<Session, 'identity'> | undefined> {
    const ending = session;
    const token = session ?? blocked;
    session = undefined;
    blocked = undefined;
    // On this disk first: even a crash from here on leaves nobody signed in.
    await profile.account.write(null);
    await ending?.engine.stop();
    return token;
  }

  function logged(message: string): (error: unknown) => void {
    return (error) => logger.error({ err: error }, message);
  }

  return {
    async current() {
      await opened;
      return state();
    },
    engine: () => session?.engine,
    restore() {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      opened = promise;
      return inTurn(async () => {
        const hosted = restoreHosting().catch(logged('the hosted relay did not start'));
        await restoreSession().catch(logged('the account could not be opened'));
        resolve(undefined);
        await hosted;
        if (!session || relayHost.url() === undefined) return;
        // It may have knocked before its own relay was up.
        session.engine.nudge();
        deps.onState(state());
      });
    },
    host: (args) => inTurn(() => host(args)),
    register: (args) => inTurn(() => enter(() => doorkeeper.register(args))),
    signIn: (args) => inTurn(() => enter(() => doorkeeper.signIn(args))),
    signOut: () =>
      inTurn(async () => {
        const ending = await end();
        if (ending)
          await doorkeeper.signOut(ending.identity).catch(logged('the relay still knows the device'));
        deps.onState(state());
        return state();
      }),
    deactivate: ({ password }) =>
      inTurn(async () => {
        if (!session) throw new AppError('no_account', 'nobody is signed in');
        await session.engine.deactivate(password);
        await end();
        deps.onState(state());
        return state();
      }),
    async certificate() {
      const { identity, accepted } = pinnedSession();
      return {
        accepted,
        shown: await deps.readFingerprint(identity.relayUrl, AbortSignal.timeout(CERTIFICATE_LIMIT_MS)),
      };
    },
    reopen: () =>
      inTurn(() => {
        const waiting = blocked;
        return waiting ? begin(waiting.identity, waiting.suspected) : Promise.resolve(state());
      }),
    trust: (fingerprint) => inTurn(() => trust(fingerprint)),
    stop: () =>
      inTurn(async () => {
        await session?.engine.stop();
        // After the engine, so that what it flushes last still finds its relay.
        await relayHost.stop();
      }),
  };
}
