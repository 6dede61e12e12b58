import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { EventBody } from '../../../shared/ipc/contract.ts';
import { type AccountEntry, MAX_ACCOUNTS } from '../../../shared/ipc/views.ts';
import type { DeepLink } from '../../../shared/deep-link.ts';
import type { AccountId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';
import { useAccount } from './account.ts';
import { renewPage } from './page-renewal.ts';

/** All accounts that are signed in; `useAccount` is the one that is shown. */
export const useAccounts = defineStore('accounts', () => {
  const entries = shallowRef<readonly AccountEntry[]>([]);
  /** Another account is being signed in: the first run's screen is shown once more. */
  const adding = ref(false);
  const mayAdd = computed(() => entries.value.length < MAX_ACCOUNTS);
  /** Badges of those that are not shown. */
  const unreadElsewhere = computed(() =>
    entries.value
      .filter(({ id }) => id !== useAccount().shown?.id)
      .reduce((sum, { unread }) => sum + unread, 0),
  );

  function apply({ accounts }: EventBody<'accounts.changed'>): void {
    entries.value = accounts;
  }

  async function load(): Promise<void> {
    apply(await request('account.list', {}));
  }

  /** Shows another account, in a page without anything of this one; the new page goes to `link`, if there is one. */
  async function switchTo(account: AccountId, link?: DeepLink): Promise<void> {
    if (account === useAccount().shown?.id) return;
    await renewPage(async () => {
      await request('account.switch', { account });
      if (link) await request('place.show', link);
    });
  }

  /** The nth of the list, from 0; nothing happens where there is none. */
  async function switchToNth(index: number): Promise<void> {
    const entry = entries.value[index];
    if (entry) await switchTo(entry.id);
  }

  return { entries, adding, mayAdd, unreadElsewhere, apply, load, switchTo, switchToNth };
});
