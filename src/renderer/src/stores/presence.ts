import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { UserId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';
import { debounce } from './debounce.ts';
import { pageClock } from './page-clock.ts';
import { usePeople } from './people.ts';

/** The relay tells of so many at most; who is shown beyond them has no dot. */
const MAX_WATCHED = 200;
const GATHER_MS = 150;

/** Who is there, of those whom the page shows now. */
export const usePresence = defineStore('presence', () => {
  const present = shallowRef<readonly UserId[]>([]);
  /** Without those who are gone: that may be known before their devices are. */
  const online = computed<ReadonlySet<UserId>>(() => {
    const { isGone } = usePeople();
    return new Set(present.value.filter((user) => !isGone(user)));
  });
  const views = new Map<symbol, readonly UserId[]>();
  let told = '';

  function apply(users: readonly UserId[]): void {
    present.value = users;
  }

  async function tell(): Promise<void> {
    // What was shown last goes first: a long list does not take it from the conversation that was opened beside it.
    const users = [...new Set([...views.values()].reverse().flat())].slice(0, MAX_WATCHED).sort();
    const key = users.join();
    if (key === told) return;
    told = key;
    // Nobody waits for it: whoever cannot be asked for simply has no dot.
    await request('presence.watch', { users }).catch(() => undefined);
  }
  const gathered = debounce(pageClock, GATHER_MS, () => void tell());

  /** Shows the presence of these people as long as the calling component lives. */
  function show(users: () => readonly UserId[]): void {
    const view = Symbol('view');
    watch(
      users,
      (shown) => {
        views.set(view, shown);
        gathered.call();
      },
      { immediate: true },
    );
    onScopeDispose(() => {
      views.delete(view);
      gathered.call();
    });
  }

  function reset(): void {
    present.value = [];
    told = '';
  }

  return { online, apply, show, reset };
});
