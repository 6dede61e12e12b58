import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { UpdateState } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';

/** Where the program stands with newer ones of itself; `null` until it was asked. */
export const useUpdates = defineStore('updates', () => {
  const state = shallowRef<UpdateState | null>(null);

  function apply(next: UpdateState): void {
    state.value = next;
  }

  async function load(): Promise<void> {
    apply(await request('updates.get', {}));
  }

  async function check(): Promise<void> {
    apply(await request('updates.check', {}));
  }

  /** The program ends and starts anew as the newer one. */
  async function restart(): Promise<void> {
    await request('updates.restart', {});
  }

  return { state, apply, load, check, restart };
});
