import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { SessionState } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';

/** The connection to the relay, as the main process tells it. */
export const useSession = defineStore('session', () => {
  const state = shallowRef<SessionState>({ kind: 'stopped' });
  const online = computed(() => state.value.kind === 'online' || state.value.kind === 'syncing');

  function apply(next: SessionState): void {
    state.value = next;
  }

  async function load(): Promise<void> {
    apply(await request('session.get', {}));
  }

  async function retry(): Promise<void> {
    await request('session.retry', {});
  }

  /** After a sleep or an outage the system knows first that there is a network again. */
  function observeNetwork(target: Window): () => void {
    const tell = (): void => {
      // The relay is tried in any case, a little later.
      request('network.online', {}).catch(() => undefined);
    };
    target.addEventListener('online', tell);
    return () => target.removeEventListener('online', tell);
  }

  return { state, online, apply, load, retry, observeNetwork };
});
