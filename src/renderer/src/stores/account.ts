import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { RequestInput, RequestOutput } from '../../../shared/ipc/contract.ts';
import { formatInviteLink } from '../../../shared/invite-link.ts';
import type { Fingerprint } from '../../../shared/model/fingerprint.ts';
import type { AccountState } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';
import { renewPage } from './page-renewal.ts';
import { useRelayRules } from './relay-rules.ts';
import { writeLastRelay } from './last-relay.ts';

export type Certificates = RequestOutput<'account.certificate'>;

/** Who is signed in on this client, and where. */
export const useAccount = defineStore('account', () => {
  /** `null` until the main process has answered. */
  const state = shallowRef<AccountState | null>(null);
  const info = shallowRef<RequestOutput<'app.info'> | null>(null);
  /** The relay was started here a moment ago: its address is to be shown once. */
  const justHosted = ref(false);
  const ready = computed(() => (state.value?.kind === 'ready' ? state.value : null));
  /** The one that is shown, also when its messages cannot be opened. */
  const shown = computed(() =>
    state.value?.kind === 'ready' || state.value?.kind === 'blocked' ? state.value : null,
  );
  /** What links tell others of this relay. */
  const relayForOthers = computed(() => ({
    relayUrl: ready.value?.hosting?.urls[0] ?? ready.value?.relayUrl ?? '',
    fingerprint: ready.value?.fingerprint,
  }));
  /** Leads others to the relay hosted here; `null` when they cannot reach it. */
  const joinLink = computed(() =>
    ready.value?.hosting?.network && ready.value.hosting.urls.length > 0 && ready.value.fingerprint
      ? formatInviteLink({ to: 'relay', ...relayForOthers.value })
      : null,
  );
  const me = computed(() => ready.value?.me ?? null);

  /** This page is of an account that is no longer shown, and a new one is being made. */
  let renewed: Promise<void> | undefined;

  function apply(next: AccountState): void {
    if (renewed) return;
    const before = shown.value?.id;
    const isSame = (next.kind === 'ready' || next.kind === 'blocked') && next.id === before;
    // Also when nobody is shown after it: the next who signs in here may be somebody else.
    if (before !== undefined && !isSame) {
      renewed = renewPage();
      return;
    }
    state.value = next;
    if (next.kind !== 'ready') justHosted.value = false;
    else {
      const { relayUrl, me: person, fingerprint } = next;
      writeLastRelay({ url: relayUrl, name: person.name, ...(fingerprint && { fingerprint }) });
    }
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
    if (!renewed) return;
    // Beside another account: it is shown by the page that is made for the new one.
    await renewed;
    const made = useAccount();
    if (next.kind === 'ready' && made.ready?.id === next.id) made.justHosted = true;
  }

  /** Stops the relay on this computer, starts it, opens it to the network or closes it. */
  async function changeHosting(input: RequestInput<'account.changeHosting'>): Promise<void> {
    apply(await request('account.changeHosting', input));
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

  /** Tries once more to open the messages of an account that is blocked. */
  async function reopen(): Promise<void> {
    apply(await request('account.reopen', {}));
  }

  /** What the relay shows now and what is accepted of it; rejects as dialling does. */
  function certificates(): Promise<Certificates> {
    return request('account.certificate', {});
  }

  /** Accepts this certificate from now on, instead of the one before. */
  async function trust(fingerprint: Fingerprint): Promise<void> {
    apply(await request('account.trust', { fingerprint }));
  }

  /** A wrong password rejects with `bad_credentials`. `keepDevices`: the others stay signed in. */
  async function changePassword(current: string, next: string, keepDevices: boolean): Promise<void> {
    await request('account.changePassword', { current, next, keepDevices });
  }

  async function setDisplayName(displayName: string): Promise<void> {
    await request('account.setDisplayName', { displayName });
  }

  /** `null` removes it. */
  async function setPicture(picture: Uint8Array<ArrayBuffer> | null): Promise<void> {
    await request('account.setPicture', { picture });
  }

  async function deactivate(password: string): Promise<void> {
    apply(await request('account.deactivate', { password }));
  }

  /** A link for `maxUses` people to register by; `validMs` from now, or for ever. It can be read only now. */
  async function invite(maxUses: number, validMs: number | null): Promise<string> {
    const expiresAt = validMs === null ? {} : { expiresAt: useRelayRules().relayNow() + validMs };
    const { code } = await request('account.createInvite', { maxUses, ...expiresAt });
    return formatInviteLink({ to: 'relay', ...relayForOthers.value, code });
  }

  return {
    changePassword,
    setDisplayName,
    setPicture,
    deactivate,
    invite,
    relayForOthers,
    joinLink,
    certificates,
    trust,
    reopen,
    state,
    info,
    justHosted,
    ready,
    shown,
    me,
    apply,
    load,
    host,
    changeHosting,
    register,
    signIn,
    signOut,
  };
});
