import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { LockState } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';
import { useAccount } from './account.ts';
import { renewPage } from './page-renewal.ts';

/** The passcode lock, as the main process tells it. */
export const useLock = defineStore('lock', () => {
  /** `null` until it has. */
  const state = shallowRef<LockState | null>(null);

  function apply(next: LockState): void {
    state.value = next;
  }

  async function load(): Promise<void> {
    apply(await request('lock.get', {}));
  }

  /** Nothing happens without a passcode. */
  async function lockNow(): Promise<void> {
    if (!state.value) await load();
    if (!state.value?.passcode) return;
    await renewPage(() => request('lock.now', {}));
  }

  /** Rejects with `bad_credentials` or `locked_out`. */
  async function unlock(passcode: string): Promise<void> {
    apply(await request('lock.unlock', { passcode }));
  }

  /** `next` `null` removes it; `current` where there is one. Rejects as `unlock` does. */
  async function setPasscode(current: string | undefined, next: string | null): Promise<void> {
    const input = current === undefined ? { next } : { current, next };
    apply(await request('lock.setPasscode', input));
  }

  async function setIdle(idleMinutes: LockState['idleMinutes']): Promise<void> {
    apply(await request('lock.setIdle', { idleMinutes }));
  }

  /** Without the passcode: all accounts are signed out, and what this computer has of them is removed. */
  async function startAnew(): Promise<void> {
    useAccount().apply(await request('lock.startAnew', {}));
  }

  /** Asks the keychain once more for the key that it has not given out. False: it is still closed. */
  async function askKeychain(): Promise<boolean> {
    return (await request('lock.askKeychain', {})).waitsFor !== 'keychain';
  }

  /** What the key encrypted on this computer is set aside; a new key is made. */
  async function giveUpKey(): Promise<void> {
    await request('lock.giveUpKey', {});
  }

  async function quit(): Promise<void> {
    await request('app.quit', {});
  }

  return {
    state,
    apply,
    load,
    lockNow,
    unlock,
    setPasscode,
    setIdle,
    startAnew,
    askKeychain,
    giveUpKey,
    quit,
  };
});
