import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { StorageState } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';

const SOUND: StorageState = { trouble: null, recovery: null };

/** How the disk is, as the main process tells it. */
export const useStorage = defineStore('storage', () => {
  const state = shallowRef<StorageState>(SOUND);

  function apply(next: StorageState): void {
    state.value = next;
  }

  async function load(): Promise<void> {
    apply(await request('storage.get', {}));
  }

  /** The user has taken note of the recovery. */
  async function seen(): Promise<void> {
    await request('storage.seen', {});
    apply({ ...state.value, recovery: null });
  }

  function reset(): void {
    apply(SOUND);
  }

  return { state, apply, load, seen, reset };
});
