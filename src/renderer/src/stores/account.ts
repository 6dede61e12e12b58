import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { RequestInput, RequestOutput } from '../../../shared/ipc/contract.ts';
import type { AccountState } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';
import { writeLastRelay } from './last-relay.ts';

/** Who is signed in on this client, and where. */
export const useAccount = defineStore('account', () => {
  /** `null` until the main process has answered. */
  const state = shallowRef<AccountState | null>(null);
  const info = shallowRef<RequestOutput<'app.info'> | null>(null);
  /** The relay was started here a moment ago: its address is to be shown once. */
  const justHosted = ref(false);
  const ready = computed(() => (state.value?.kind === 'ready' ? state.value : null));
  const me = computed(() => ready.value?.me ?? null);

  function apply(next: AccountState): void {
    state.value = next;
    if (next.kind === 'none') justHosted.value = false;
    else writeLastRelay({ url: next.relayUrl, name: next.me.name });
  }

  async function load(): Promise<void> {
    const [account, app] = await Promise.all([request('account.get', {}), request('app.info', {})]);
    info.value = app;
    apply(account);
  }

  async function host(input: RequestInput<'account.host'>): Promise<void> {
    const next = await request('account.host', input);
    justHosted.value = true;
    apply(next);
  }

  async function register(input: RequestInput<'account.register'>): Promise<void> {
    apply(await request('account.register', input));
  }

  async function signIn(input: RequestInput<'account.signIn'>): Promise<void> {
    apply(await request('account.signIn', input));
  }

  async function signOut(): Promise<void> {
    apply(await request('account.signOut', {}));
  }

  return { state, info, justHosted, ready, me, apply, load, host, register, signIn, signOut };
});
