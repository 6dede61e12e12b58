import { MAX_ACCOUNTS, type AccountEntry } from '../../shared/ipc/views.ts';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AccountId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { Engine } from '../sync/engine.ts';
import type { Profile, StoredToken } from '../profile/profile.ts';
import { createBadges } from './badges.ts';
import type { Identity } from './doorkeeper.ts';

/** An account that is signed in here. */
export interface Session {
  readonly id: AccountId;
  readonly identity: Identity;
  /** `undefined` while the messages cannot be opened; `blocked` then says why. */
  readonly engine: Engine | undefined;
  readonly blocked: { readonly error: ErrorCode; readonly suspected: boolean } | undefined;
}

export interface AccountListDeps {
  readonly profile: Pick<Profile, 'accounts' | 'account'>;
  readonly tokens: {
    seal(account: AccountId, token: string): StoredToken;
    /** `undefined`: it can no longer be opened here. */
    open(account: AccountId, sealed: StoredToken): Promise<string | undefined>;
  };
  /**
   * Opens the account's store; connects nowhere yet. `suspected`: it was damaged when it was open last. Whoever finds it damaged
   * calls `onDamaged`.
   */
  readonly openEngine: (
    account: AccountId,
    identity: Identity,
    store: {
      readonly suspected: boolean;
      readonly onDamaged: () => void;
      /** The person is shown otherwise now. */
      readonly onMe: (me: Person) => void;
    },
  ) => Promise<Engine>;
  /** A new engine, before it starts: whoever shows its events subscribes here, and asks `isShown` before each. */
  readonly onEngine: (engine: Engine, account: AccountId) => void;
  readonly logger: Logger;
}

/**
 * Who is signed in here, each with an engine of its own, and which of them is shown: in memory, and in the profile for the next
 * start. Behind no lock, and tells nobody: that is its owner's, who also sees to it that operations run one after the other.
 */
export interface AccountList {
  /** In the order of signing in. */
  sessions(): readonly Session[];
  /** `undefined`: nobody is signed in. */
  shown(): Session | undefined;
  /** All of them with what each has unread, in the order of signing in. */
  entries(): AccountEntry[];
  has(account: AccountId): boolean;
  /**
   * Opens what the profile remembers, the one that was shown first; `first` is called when it is there, and at the end in any case.
   * Never rejects; failures are logged.
   */
  restore(first: () => void): Promise<void>;
  /** Whether `restore` has been called, or `removeAll`. */
  restored(): boolean;
  /** One more, on disk before its engine is opened, and shown. */
  add(account: AccountId, identity: Identity): Promise<void>;
  /** Of one that is there; the profile is not told. */
  show(account: AccountId): void;
  /** For the next start: the one that is shown now. */
  rememberShown(): Promise<void>;
  /** The identity of one that is there, on disk before its engine is opened anew. */
  replace(session: Session, identity: Identity): Promise<void>;
  /**
   * Opens its engine in the place that it has. What keeps its store from being opened is told as `blocked`, not as a failure:
   * somebody is signed in.
   */
  open(account: AccountId, identity: Identity, suspected?: boolean): Promise<void>;
  /** How the person of an account is shown now, on disk for the next start; its engine goes on. Harmless for one that has gone. */
  meet(account: AccountId, me: Person): Promise<void>;
  /** Ends the one that is shown and forgets its token; the one after it is shown. `undefined`: there was none. */
  removeShown(): Promise<Session | undefined>;
  /** Ends all of them. What the profile remembers is not touched. */
  removeAll(): Promise<readonly Session[]>;
  /** Ends the engines; all stay signed in. */
  stop(): Promise<void>;
}

/**
 * `onUnread`: what an account has unread is another number now. `onDamaged`: the store of this running engine. `onMe`: how the account's
 * person is shown now, to be passed to `meet`.
 */
export function createAccountList(
  deps: AccountListDeps & {
    readonly onUnread: () => void;
    readonly onDamaged: (account: AccountId, engine: Engine) => void;
    readonly onMe: (account: AccountId, me: Person) => void;
  },
): AccountList {
  const { profile, tokens, logger } = deps;
  let sessions: readonly Session[] = [];
  let shown: AccountId | undefined;
  let restored = false;
  const badges = createBadges(deps.onUnread);

  async function open(id: AccountId, identity: Identity, suspected = false): Promise<void> {
    let engine: Engine | undefined;
    let blocked: Session['blocked'];
    try {
      const opened: Engine = await deps.openEngine(id, identity, {
        suspected,
        onDamaged: () => deps.onDamaged(id, opened),
        onMe: (me) => deps.onMe(id, me),
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

  async function remember(id: AccountId, { token, ...rest }: Identity): Promise<void> {
    await profile.account(id).write({ ...rest, token: tokens.seal(id, token) });
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

  async function stopEngines(ending: readonly Session[]): Promise<void> {
    await Promise.all(ending.flatMap(({ engine }) => (engine ? [engine.stop()] : [])));
  }

  return {
    sessions: () => sessions,
    shown: () => sessions.find(({ id }) => id === shown),
    entries: () =>
      sessions.map(({ id, identity: { me, relayName } }) => ({ id, me, relayName, unread: badges.of(id) })),
    has: (account) => sessions.some(({ id }) => id === account),
    async restore(first) {
      restored = true;
      const { active, accounts } = profile.accounts.read();
      const order = accounts.toSorted((a, b) => Number(b === active) - Number(a === active));
      for (const id of order.slice(0, MAX_ACCOUNTS)) {
        await restoreOne(id).catch((error: unknown) =>
          logger.error({ err: error }, 'an account could not be opened'),
        );
        if (shown === undefined && sessions.length > 0) {
          shown = sessions[0]?.id;
          first();
        }
      }
      sessions = sessions.toSorted((a, b) => accounts.indexOf(a.id) - accounts.indexOf(b.id));
      first();
    },
    restored: () => restored,
    async add(id, identity) {
      await remember(id, identity);
      const known = profile.accounts.read().accounts.filter((other) => other !== id);
      await profile.accounts.write({ active: id, accounts: [...known, id] });
      await open(id, identity);
      shown = id;
    },
    show(account) {
      shown = account;
    },
    rememberShown: () => profile.accounts.write({ ...profile.accounts.read(), active: shown ?? null }),
    async replace({ id, engine }, identity) {
      await remember(id, identity);
      await engine?.stop();
      await open(id, identity);
    },
    open,
    async meet(account, me) {
      const session = sessions.find(({ id }) => id === account);
      if (!session) return;
      const identity = { ...session.identity, me };
      sessions = sessions.map((other) => (other === session ? { ...other, identity } : other));
      await remember(account, identity);
    },
    async removeShown() {
      const ending = sessions.find(({ id }) => id === shown);
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
    },
    async removeAll() {
      const ending = sessions;
      sessions = [];
      shown = undefined;
      restored = true;
      for (const { id } of ending) badges.forget(id);
      await stopEngines(ending);
      return ending;
    },
    stop: () => stopEngines(sessions),
  };
}
