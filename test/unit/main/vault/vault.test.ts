import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openProfile } from '../../../../src/main/profile/profile.ts';
import type { StoredSecret } from '../../../../src/main/profile/stored-vault.ts';
import { lockWhenIdle } from '../../../../src/main/vault/idle-lock.ts';
import { createVault } from '../../../../src/main/vault/vault.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { AccountId } from '../../../../src/shared/model/ids.ts';
import { temporaryFolder } from '../../../contract/client-store/fixture.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const [ACCOUNT, OTHER] = [AccountId.parse('a'.repeat(32)), AccountId.parse('b'.repeat(32))];
const PASSCODE = 'under the bridge';
/** Real ones take 300 ms each. */
const CHEAP = { logN: 10, r: 1, p: 1 };

/** A keychain of one machine: it opens what it has sealed, unless it is closed. */
function keychainOf(machine: string, isClosed: () => boolean) {
  return {
    seal: (secret: string): Promise<StoredSecret> =>
      isClosed()
        ? Promise.reject(new Error('closed'))
        : Promise.resolve({
            kind: 'sealed',
            base64: Buffer.from(`${machine}|${secret}`).toString('base64'),
          }),
    open(sealed: StoredSecret) {
      if (sealed.kind === 'plain') return Promise.resolve(sealed.secret);
      if (isClosed()) return Promise.resolve(undefined);
      const [sealedOn, secret] = Buffer.from(sealed.base64, 'base64').toString().split('|');
      return Promise.resolve(sealedOn === machine ? secret : undefined);
    },
    protection: () => Promise.resolve('keychain' as const),
  };
}

function noSpace(): Error {
  return Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
}

async function start(
  folder: string,
  clock = new ManualClock(),
  machine = 'here',
  profile = openProfile(folder),
  isClosed = () => false,
) {
  const locks: boolean[] = [];
  const vault = createVault({
    profile,
    keychain: keychainOf(machine, isClosed),
    clock,
    onLock: (locked) => locks.push(locked),
    logger: SILENT_LOGGER,
    cost: CHEAP,
  });
  await vault.open();
  return { vault, clock, locks };
}

/** All that lies in the profile, with the keychain's seal taken off. */
function onDisk(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
    .replaceAll(/"base64": "([^"]+)"/g, (_, sealed: string) => Buffer.from(sealed, 'base64').toString());
}

describe('the key', () => {
  it('is made once, is the same after a restart, and differs for each account and purpose', async () => {
    const folder = temporaryFolder();
    const { vault } = await start(folder);
    const key = vault.storeKey(ACCOUNT);
    expect(key).toHaveLength(32);
    expect(vault.storeKey(OTHER)).not.toEqual(key);
    const box = vault.sealToken(ACCOUNT, 'token');
    const again = (await start(folder)).vault;
    expect(again.storeKey(ACCOUNT)).toEqual(key);
    expect(again.openToken(ACCOUNT, box)).toBe('token');
    expect(again.openToken(OTHER, box)).toBeUndefined();
    // Another first letter, whichever it has.
    const forged = `${box.startsWith('A') ? 'B' : 'A'}${box.slice(1)}`;
    expect(again.openToken(ACCOUNT, forged)).toBeUndefined();
    expect(again.openToken(ACCOUNT, 'short')).toBeUndefined();
  });

  it('[X10] that the keychain has lost is replaced once the user gives it up, and what was sealed is kept aside', async () => {
    const folder = temporaryFolder();
    const key = (await start(folder)).vault.storeKey(ACCOUNT);
    const elsewhere = await start(folder, undefined, 'another machine');
    expect(elsewhere.vault.waitsFor()).toBe('keychain');
    await elsewhere.vault.giveUpKey();
    expect(elsewhere.vault.storeKey(ACCOUNT)).not.toEqual(key);
    expect(elsewhere.locks).toEqual([false]);
    const lost = readdirSync(folder).filter((name) => name.startsWith('vault.lost-'));
    expect(lost).toHaveLength(1);
    await expectCode(elsewhere.vault.giveUpKey(), 'forbidden');
    writeFileSync(join(folder, 'vault.json'), readFileSync(join(folder, lost[0] ?? '')));
    expect((await start(folder)).vault.storeKey(ACCOUNT)).toEqual(key);
  });

  it('[X10] a damaged file of it does not block the start', async () => {
    for (const text of ['', '{', '{"key":{"kind":"plain","secret":"short"},"passcode":null}']) {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'vault.json'), text);
      const { vault } = await start(folder);
      expect(vault.locked()).toBe(false);
      expect(vault.storeKey(ACCOUNT)).toHaveLength(32);
      // What could still be read of it is not thrown away.
      const lost = readdirSync(folder).filter((name) => name.startsWith('vault.lost-'));
      expect(lost).toHaveLength(text.startsWith('{"key"') ? 1 : 0);
    }
  });
});

describe('a closed keychain', () => {
  /** A start with a keychain that is closed until `open`. */
  async function behindClosed(folder: string) {
    let closed = true;
    const started = await start(folder, undefined, undefined, undefined, () => closed);
    return { ...started, open: () => (closed = false) };
  }

  it('is asked again, and nothing is given up or written meanwhile', async () => {
    const folder = temporaryFolder();
    const key = (await start(folder)).vault.storeKey(ACCOUNT);
    const before = onDisk(folder);
    const { vault, locks, open } = await behindClosed(folder);
    expect(vault.state()).toMatchObject({ locked: true, passcode: false });
    expect(vault.waitsFor()).toBe('keychain');
    expect(() => vault.storeKey(ACCOUNT)).toThrow(expect.objectContaining({ code: 'locked' }));
    await vault.askKeychain();
    expect(vault.waitsFor()).toBe('keychain');
    expect(onDisk(folder)).toBe(before);
    open();
    await vault.askKeychain();
    expect(vault.waitsFor()).toBeNull();
    expect(vault.storeKey(ACCOUNT)).toEqual(key);
    expect(locks).toEqual([false]);
  });

  it('stands before the passcode', async () => {
    const folder = temporaryFolder();
    await (await start(folder)).vault.setPasscode(undefined, PASSCODE);
    const { vault, open } = await behindClosed(folder);
    await expectCode(vault.unlock(PASSCODE), 'forbidden');
    open();
    await vault.askKeychain();
    expect(vault.waitsFor()).toBe('passcode');
    await vault.unlock(PASSCODE);
    expect(vault.locked()).toBe(false);
    // Asked once more without need, it does not stand before anything.
    await vault.askKeychain();
    expect(vault.locked()).toBe(false);
  });

  it('that takes no new key has none written without its seal', async () => {
    const folder = temporaryFolder();
    const { vault, open } = await behindClosed(folder);
    expect(vault.waitsFor()).toBe('keychain');
    await expectCode(vault.giveUpKey(), 'keychain_closed');
    expect(readdirSync(folder)).not.toContain('vault.json');
    open();
    await vault.askKeychain();
    expect(vault.storeKey(ACCOUNT)).toHaveLength(32);
  });
});

describe('a disk without room', () => {
  it('gives no key that could not be kept, and says why', async () => {
    const folder = temporaryFolder();
    const profile = openProfile(folder);
    const full = { ...profile.vault, write: () => Promise.reject(noSpace()) };
    const opening = start(folder, undefined, undefined, { ...profile, vault: full });
    await expectCode(opening, 'disk_full');
    expect((await start(folder)).vault.storeKey(ACCOUNT)).toHaveLength(32);
  });
});

describe('the passcode', () => {
  it('is asked for at every start, and without it there is no key, not even behind the keychain', async () => {
    const folder = temporaryFolder();
    const first = (await start(folder)).vault;
    const key = first.storeKey(ACCOUNT);
    const plain = onDisk(folder);
    await first.setPasscode(undefined, PASSCODE);
    const stored = /"key":\s*\{[^}]*?here\|([\w+/=]+)/.exec(plain)?.[1] ?? 'not found';
    expect(plain).toContain(stored);
    expect(onDisk(folder)).not.toContain(stored);
    expect(onDisk(folder)).not.toContain(PASSCODE);

    const { vault, locks } = await start(folder);
    expect(vault.state()).toMatchObject({ locked: true, passcode: true });
    expect(() => vault.storeKey(ACCOUNT)).toThrow(expect.objectContaining({ code: 'locked' }));
    await expectCode(vault.unlock('under the table'), 'bad_credentials');
    await vault.unlock(PASSCODE);
    expect(vault.storeKey(ACCOUNT)).toEqual(key);
    expect(locks).toEqual([false]);
  });

  it('counts as the same whichever way its letters are composed', async () => {
    const folder = temporaryFolder();
    await (await start(folder)).vault.setPasscode(undefined, 'cafe\u0301 au lait');
    await (await start(folder)).vault.unlock('caf\u00e9 au lait');
  });

  it('is changed and removed by who knows it only, and the key stays', async () => {
    const folder = temporaryFolder();
    const { vault } = await start(folder);
    const key = vault.storeKey(ACCOUNT);
    await vault.setPasscode(undefined, PASSCODE);
    await expectCode(vault.setPasscode(undefined, null), 'bad_credentials');
    await expectCode(vault.setPasscode('under the table', 'another one'), 'bad_credentials');
    await vault.setPasscode(PASSCODE, 'another one');
    const changed = (await start(folder)).vault;
    await expectCode(changed.unlock(PASSCODE), 'bad_credentials');
    await changed.unlock('another one');
    await changed.setPasscode('another one', null);
    const removed = (await start(folder)).vault;
    expect(removed.state()).toMatchObject({ locked: false, passcode: false });
    expect(removed.storeKey(ACCOUNT)).toEqual(key);
  });

  it('locks what is open without closing it; without a passcode nothing locks', async () => {
    const { vault, locks } = await start(temporaryFolder());
    vault.lock();
    expect(locks).toEqual([]);
    await vault.setPasscode(undefined, PASSCODE);
    vault.lock();
    vault.lock();
    expect(vault.locked()).toBe(true);
    // Messages go on coming: their accounts still have what they need.
    expect(vault.storeKey(ACCOUNT)).toHaveLength(32);
    await vault.unlock(PASSCODE);
    expect(locks).toEqual([true, false]);
  });

  it('forgotten, gives way to a new key: what the old one encrypted is lost', async () => {
    const folder = temporaryFolder();
    const first = (await start(folder)).vault;
    const key = first.storeKey(ACCOUNT);
    await first.setPasscode(undefined, PASSCODE);
    const { vault, locks } = await start(folder);
    await vault.startAnew();
    expect(locks).toEqual([false]);
    expect(vault.storeKey(ACCOUNT)).not.toEqual(key);
    expect((await start(folder)).vault.state()).toMatchObject({ locked: false, passcode: false });
  });
});

describe('guessing', () => {
  async function guess(folder: string, clock: ManualClock, passcode = 'wrong one') {
    const { vault } = await start(folder, clock);
    return vault.unlock(passcode).then(
      () => 'open',
      (error: unknown) => {
        const { code, retryAfterMs } = AppError.from(error);
        return `${code} ${retryAfterMs ?? 0}`;
      },
    );
  }

  it('is free three times, and then waits longer and longer, over restarts and up to a quarter of an hour', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    await (await start(folder, clock)).vault.setPasscode(undefined, PASSCODE);
    expect(await guess(folder, clock)).toBe('bad_credentials 0');
    expect(await guess(folder, clock)).toBe('bad_credentials 0');
    expect(await guess(folder, clock)).toBe('bad_credentials 5000');
    // Neither the right one nor a restart helps before the time is over.
    clock.advance(2_000);
    expect(await guess(folder, clock, PASSCODE)).toBe('locked_out 3000');
    clock.advance(3_000);
    const waits: string[] = [];
    for (let n = 0; n < 9; n++) {
      waits.push(await guess(folder, clock));
      clock.advance(15 * 60_000);
    }
    const seconds = [10, 20, 40, 80, 160, 320, 640, 900, 900];
    expect(waits).toEqual(seconds.map((s) => `bad_credentials ${s * 1_000}`));
    expect(await guess(folder, clock, PASSCODE)).toBe('open');
    // The right one clears the count.
    expect(await guess(folder, clock)).toBe('bad_credentials 0');
  });

  it('counts each of several at once, and none where nothing is locked', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    const { vault } = await start(folder, clock);
    await vault.setPasscode(undefined, PASSCODE);
    await vault.unlock('wrong one');
    vault.lock();
    const codes = await Promise.all(
      ['wrong 1', 'wrong 2', 'wrong 3', PASSCODE].map((passcode) =>
        vault.unlock(passcode).then(
          () => 'open',
          (error: unknown) => AppError.from(error).code,
        ),
      ),
    );
    expect(codes).toEqual(['bad_credentials', 'bad_credentials', 'bad_credentials', 'locked_out']);
  });

  it('tries none that could not be counted, so that killing the process saves nothing', async () => {
    const folder = temporaryFolder();
    await (await start(folder)).vault.setPasscode(undefined, PASSCODE);
    const profile = openProfile(folder);
    const guesses = { ...profile.guesses, write: () => Promise.reject(noSpace()) };
    const { vault } = await start(folder, undefined, undefined, { ...profile, guesses });
    await expectCode(vault.unlock(PASSCODE), 'disk_full');
    expect(vault.locked()).toBe(true);
  });

  it('waits no longer than the delay when the clock is set back', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    await (await start(folder, clock)).vault.setPasscode(undefined, PASSCODE);
    for (let n = 0; n < 3; n++) await guess(folder, clock);
    const yesterday = new ManualClock(clock.now() - 86_400_000);
    expect(await guess(folder, yesterday)).toBe('locked_out 5000');
  });
});

describe('without anybody at the computer', () => {
  it('it locks after the minutes that were set, and never without a passcode or with 0', async () => {
    const clock = new ManualClock();
    const { vault } = await start(temporaryFolder(), clock);
    let idleSeconds = 10_000;
    const stop = lockWhenIdle(vault, () => idleSeconds, clock);
    clock.advance(60_000);
    expect(vault.locked()).toBe(false);
    await vault.setPasscode(undefined, PASSCODE);
    await vault.setIdleMinutes(0);
    clock.advance(60_000);
    expect(vault.locked()).toBe(false);
    await vault.setIdleMinutes(5);
    idleSeconds = 299;
    clock.advance(10_000);
    expect(vault.locked()).toBe(false);
    idleSeconds = 300;
    clock.advance(10_000);
    expect(vault.locked()).toBe(true);
    stop();
  });
});
