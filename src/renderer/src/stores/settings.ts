import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';

/** Settings of this installation. */
export const useSettings = defineStore('settings', () => {
  const current = shallowRef<Settings>(DEFAULT_SETTINGS);

  function apply(next: Settings): void {
    current.value = next;
  }

  async function load(): Promise<void> {
    apply(await request('settings.get', {}));
  }

  async function change(patch: Partial<Settings>): Promise<void> {
    apply(await request('settings.set', patch));
  }

  return { current, apply, load, change };
});
