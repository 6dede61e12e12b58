import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';

/**
 * Settings of this installation. A change counts here at once: a disk that is slow to take it must not let the next key
 * still mean what it meant before. One that cannot be stored is taken back, and its error is the caller's.
 */
export const useSettings = defineStore('settings', () => {
  /** What the main process last told. */
  const stored = shallowRef<Settings>(DEFAULT_SETTINGS);
  /** What is being stored, oldest first; at most what a user chooses while the disk takes one. */
  const pending = shallowRef<readonly Partial<Settings>[]>([]);
  const current = computed(() =>
    pending.value.reduce<Settings>((settings, patch) => ({ ...settings, ...patch }), stored.value),
  );

  function apply(next: Settings): void {
    stored.value = next;
  }

  async function load(): Promise<void> {
    apply(await request('settings.get', {}));
  }

  async function change(patch: Partial<Settings>): Promise<void> {
    pending.value = [...pending.value, patch];
    try {
      apply(await request('settings.set', patch));
    } finally {
      pending.value = pending.value.filter((each) => each !== patch);
    }
  }

  return { current, apply, load, change };
});
