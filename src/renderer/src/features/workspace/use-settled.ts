import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { SessionState } from '../../../../shared/ipc/views.ts';
import { debounce } from '../../stores/debounce.ts';
import { pageClock } from '../../stores/page-clock.ts';

function isUp(state: SessionState): boolean {
  return state.kind === 'online' || state.kind === 'syncing';
}

/** Good news at once; bad news only when it has lasted for `ms`. Starts without any. */
export function useSettled(source: () => SessionState, ms: number): Readonly<Ref<SessionState>> {
  const settled = shallowRef<SessionState>({ kind: 'online' });
  const later = debounce(pageClock, ms, () => {
    settled.value = source();
  });
  watch(
    source,
    (next) => {
      if (!isUp(next) && isUp(settled.value)) {
        later.call();
        return;
      }
      later.cancel();
      settled.value = next;
    },
    { immediate: true },
  );
  onScopeDispose(later.cancel);
  return settled;
}
