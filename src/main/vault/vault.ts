import { randomBytes } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lock, LockState } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AccountId } from '../../shared/model/ids.ts';
import type { JsonFile } from '../profile/json-file.ts';
import type { Profile } from '../profile/profile.ts';
import type { PasscodeCost, StoredSecret, StoredVault } from '../profile/stored-vault.ts';
import { closeBox, keyFor, openBox, storeKeyOf } from './box.ts';
import { guessWaitMs } from './guess-delay.ts';
import { PASSCODE_COST, passcodeKey } from './passcode-key.ts';

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const ABOUT_KEY = 'yidu profile key';
const DEFAULT_IDLE_MINUTES = 15;

export interface VaultDeps {
  readonly profile: Pick<Profile, 'vault' | 'lostVault' | 'guesses'>;
  /** The operating system's. */
  readonly keychain: {
    /** Rejects while the keychain is closed. */
    seal(secret: string): Promise<StoredSecret>;
    /** `undefined`: the keychain does not open it, now or ever. */
    open(sealed: StoredSecret): Promise<string | undefined>;
    protection(): Promise<LockState['protection']>;
  };
  readonly clock: Pick<Clock, 'now'>;
  /** It has locked, was unlocked, or waits for something else now. */
  readonly onLock: (locked: boolean) => void;
  readonly logger: Logger;
  /** For tests; real ones cost what PASSCODE_COST says. */
  readonly cost?: PasscodeCost;
}

/**
 * The profile's key, from which the keys of all its accounts follow, and the keychain and passcode in front of it. Locked from the
 * start, there is no key in this process at all; locked later, what is open stays open, so that messages go on coming, and nothing
 * is shown.
 */
export interface Vault {
  /**
   * Reads the key, or makes one where there is none. A keychain that does not open it leaves the vault locked until it does, or the
   * user gives the key up. Never rejects for a key whose file is damaged: it is kept aside, a new key is
   * made, and what the old one encrypted counts as damaged. Rejects with `disk_full` or `store_failed`
   * when a new one cannot be written; nothing can be opened then.
   */
  open(): Promise<void>;
  /** Asks a keychain that has not opened the key once more; without effect otherwise. Rejects as `open` does. */
  askKeychain(): Promise<void>;
  /**
   * Keeps the key that the keychain does not open aside and makes a new one. Rejects with `forbidden` unless it waits for the
   * keychain, with `keychain_closed` if that takes no new key either, and as `open` does.
   */
  giveUpKey(): Promise<void>;
  locked(): boolean;
  /** `null`: it is not locked. */
  waitsFor(): Lock | null;
  state(): LockState;
  /** Locks, where there is a passcode. */
  lock(): void;
  /** `bad_credentials`, or `locked_out` with the time left after several of them. */
  unlock(passcode: string): Promise<void>;
  /**
   * Sets, changes or, with `null`, removes the passcode; on disk when it resolves. `current` is asked for where there is one, and
   * fails as `unlock` does.
   */
  setPasscode(current: string | undefined, next: string | null): Promise<void>;
  setIdleMinutes(minutes: LockState['idleMinutes']): Promise<void>;
  /** Forgets key and passcode, and makes a new key: what the old one encrypted cannot be read again by anybody. */
  startAnew(): Promise<void>;
  /** Encrypts an account's store. Throws `locked` while there is no key, as the two below do. */
  storeKey(account: AccountId): Uint8Array;
  sealToken(account: AccountId, token: string): string;
  /** `undefined`: of another key. */
  openToken(account: AccountId, box: string): string | undefined;
}

async function write<T>(file: JsonFile<T>, value: T): Promise<void> {
  try {
    await file.write(value);
  } catch (cause) {
    const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    throw new AppError(full ? 'disk_full' : 'store_failed', 'the vault could not be written', { cause });
  }
}

export function createVault(deps: VaultDeps): Vault {
  const { profile, keychain, clock, logger, cost = PASSCODE_COST } = deps;
  let stored: StoredVault | null = null;
  /** Of a vault with a passcode, as it is under the keychain's seal. */
  let box: string | undefined;
  let key: Buffer | undefined;
  let waitsFor: Lock | null = null;
  let protection: LockState['protection'] = 'file';
  let working: Promise<unknown> = Promise.resolve();

  /** Why there is no key although nothing is locked. */
  let failure: AppError | undefined;

  /** One change or guess after the other: two guesses at once would count as one. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const run = working.then(task);
    working = run.catch(() => undefined);
    return run;
  }

  function sealed(content: string): Promise<StoredSecret> {
    return keychain.seal(content).catch((cause: unknown) => {
      throw new AppError('keychain_closed', 'the keychain takes nothing', { cause });
    });
  }

  async function keep(next: Buffer, passcode: StoredVault['passcode'], content: string): Promise<void> {
    const vault = { key: await sealed(content), passcode };
    await write(profile.vault, vault);
    stored = vault;
    key = next;
    box = passcode ? content : undefined;
  }

  async function makeNew(): Promise<void> {
    const next = randomBytes(KEY_BYTES);
    await keep(next, null, next.toString('base64'));
    await write(profile.guesses, { wrong: 0, at: 0 });
  }

  /** Gives what it waits for then; `'lost'`: there is a key, and it is none. */
  async function read(): Promise<Lock | 'lost' | 'missing' | null> {
    stored = profile.vault.read();
    if (!stored) return 'missing';
    const content = await keychain.open(stored.key);
    if (content === undefined) return 'keychain';
    if (stored.passcode) {
      box = content;
      return 'passcode';
    }
    const bytes = Buffer.from(content, 'base64');
    if (bytes.length !== KEY_BYTES) return 'lost';
    key = bytes;
    return null;
  }

  async function setAside(): Promise<void> {
    if (stored) await write(profile.lostVault(stored), stored);
  }

  /** Gets at the key as far as it can; gives what it waits for then. */
  async function enter(): Promise<Lock | null> {
    protection = await keychain.protection();
    failure = undefined;
    const found = await read();
    if (found !== 'lost' && found !== 'missing') {
      if (found === 'keychain') logger.warn({}, 'the keychain does not open the profile key');
      return found;
    }
    if (found === 'lost') logger.error({}, 'the profile key is damaged; a new one is made');
    try {
      await setAside();
      await makeNew();
      return null;
    } catch (error) {
      failure = AppError.from(error);
      if (failure.code !== 'keychain_closed') throw error;
      return 'keychain';
    }
  }

  /** The key behind the passcode. Counts the guess before it is tried: whoever kills the process gains nothing. */
  async function guess(passcode: string): Promise<Buffer> {
    const settings = stored?.passcode;
    if (!settings || box === undefined) throw new AppError('forbidden', 'there is no passcode');
    const guesses = profile.guesses.read();
    const wait = guessWaitMs(guesses, clock.now());
    if (wait > 0) throw new AppError('locked_out', 'too many wrong passcodes', { retryAfterMs: wait });
    await write(profile.guesses, { wrong: guesses.wrong + 1, at: clock.now() });
    const derived = await passcodeKey(passcode, Buffer.from(settings.salt, 'base64'), settings.cost);
    const opened = openBox(derived, box, ABOUT_KEY);
    if (!opened) {
      const next = guessWaitMs({ wrong: guesses.wrong + 1, at: clock.now() }, clock.now());
      throw new AppError('bad_credentials', 'the passcode is wrong', next > 0 ? { retryAfterMs: next } : {});
    }
    await write(profile.guesses, { wrong: 0, at: 0 });
    return opened;
  }

  function known(): Buffer {
    if (!key) throw failure ?? new AppError('locked', 'the key is behind the passcode or the keychain');
    return key;
  }

  function waitFor(next: Lock | null): void {
    if (waitsFor === next) return;
    waitsFor = next;
    deps.onLock(next !== null);
  }

  const tokenName = (account: AccountId): string => `yidu token ${account}`;

  return {
    open: () =>
      inTurn(async () => {
        waitsFor = await enter();
      }),
    askKeychain: () =>
      inTurn(async () => {
        if (waitsFor === 'keychain') waitFor(await enter());
      }),
    giveUpKey: () =>
      inTurn(async () => {
        if (waitsFor !== 'keychain') throw new AppError('forbidden', 'nothing waits for the keychain');
        logger.error({}, 'the user has given up the profile key; a new one is made');
        await setAside();
        await makeNew();
        waitFor(null);
      }),
    locked: () => waitsFor !== null,
    waitsFor: () => waitsFor,
    state: () => ({
      locked: waitsFor !== null,
      passcode: (stored?.passcode ?? null) !== null,
      idleMinutes: stored?.passcode?.idleMinutes ?? DEFAULT_IDLE_MINUTES,
      protection,
      waitMs: guessWaitMs(profile.guesses.read(), clock.now()),
    }),
    lock() {
      if (stored?.passcode && waitsFor === null) waitFor('passcode');
    },
    unlock: (passcode) =>
      inTurn(async () => {
        if (waitsFor === null) return;
        key = await guess(passcode);
        waitFor(null);
      }),
    setPasscode: (current, next) =>
      inTurn(async () => {
        const before = stored?.passcode;
        const profileKey = before ? await guess(current ?? '') : known();
        if (next === null) {
          await keep(profileKey, null, profileKey.toString('base64'));
          return;
        }
        const salt = randomBytes(SALT_BYTES);
        const derived = await passcodeKey(next, salt, cost);
        await keep(
          profileKey,
          {
            salt: salt.toString('base64'),
            cost,
            idleMinutes: before?.idleMinutes ?? DEFAULT_IDLE_MINUTES,
          },
          closeBox(derived, profileKey, ABOUT_KEY),
        );
      }),
    setIdleMinutes: (idleMinutes) =>
      inTurn(async () => {
        if (!stored?.passcode) throw new AppError('forbidden', 'there is no passcode');
        const next = { ...stored, passcode: { ...stored.passcode, idleMinutes } };
        await write(profile.vault, next);
        stored = next;
      }),
    startAnew: () =>
      inTurn(async () => {
        await makeNew();
        waitFor(null);
      }),
    storeKey: (account) => storeKeyOf(known(), account),
    sealToken: (account, token) =>
      closeBox(keyFor(known(), tokenName(account)), Buffer.from(token), tokenName(account)),
    openToken: (account, sealed) =>
      openBox(keyFor(known(), tokenName(account)), sealed, tokenName(account))?.toString(),
  };
}
