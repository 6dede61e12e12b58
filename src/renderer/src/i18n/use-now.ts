import { getCurrentScope, onScopeDispose, readonly, ref, type Ref } from 'vue';

/** The time, at most `stepMs` old; for labels that age. */
export function useNow(stepMs: number): Readonly<Ref<number>> {
  const now = ref(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, stepMs);
  if (getCurrentScope()) onScopeDispose(() => clearInterval(timer));
  return readonly(now);
}
