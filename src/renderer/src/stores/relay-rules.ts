import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { RelayRules } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';
import { pageClock } from './page-clock.ts';

/** What the relay lets people do; `null` until it has said so. What is not known is offered: the relay has the last word. */
export const useRelayRules = defineStore('relay-rules', () => {
  const rules = shallowRef<RelayRules>(null);

  function apply(next: RelayRules): void {
    rules.value = next;
  }

  async function load(): Promise<void> {
    apply(await request('relay.rules', {}));
  }

  /** The relay's time, as near as it is known; ms. */
  function relayNow(): number {
    return pageClock.now() + (rules.value?.clockAheadMs ?? 0);
  }

  /** Messages of mine sent after this time may still be edited and recalled. */
  function changeableSince(): number {
    if (!rules.value) return 0;
    return rules.value.changeWindowMs === 0 ? Infinity : relayNow() - rules.value.changeWindowMs;
  }

  const invitesAllowed = computed(() => rules.value !== null && rules.value.registration !== 'closed');
  /** Whether names and pictures can be changed there. */
  const profilesChange = computed(() => rules.value?.profiles === true);
  /** Whether groups decide on receipts themselves. */
  const groupsDecideReceipts = computed(() => rules.value?.receiptPolicy === 'by-conversation');

  return {
    rules,
    apply,
    load,
    relayNow,
    changeableSince,
    invitesAllowed,
    profilesChange,
    groupsDecideReceipts,
  };
});
