import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { StorageSizes } from '../../../shared/ipc/archive-views.ts';
import type { StorageState } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';

const SOUND: StorageState = { trouble: null, recovery: null };

/** How the disk is, as the main process tells it. */
export const useStorage = defineStore('storage', () => {
  const state = shallowRef<StorageState>(SOUND);
  /** What the account takes; as it was measured last. */
  const sizes = shallowRef<StorageSizes | null>(null);

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

  async function measure(): Promise<void> {
    sizes.value = await request('storage.sizes', {});
  }

  async function clearFiles(): Promise<void> {
    await request('storage.clearFiles', {});
    await measure();
  }

  async function reindex(): Promise<void> {
    await request('storage.reindex', {});
  }

  function reset(): void {
    apply(SOUND);
    sizes.value = null;
  }

  return { state, sizes, apply, load, seen, measure, clearFiles, reindex, reset };
});
