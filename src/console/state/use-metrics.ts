import { onMounted, onUnmounted, ref, shallowRef } from 'vue';
import type { MetricSample } from '../../shared/admin/metric-sample.ts';
import { ask } from './api.ts';
import { notices } from './notices.ts';

/** An hour at the relay's step. */
const KEPT_MS = 3_600_000;

/** The relay's figures of the last hour, kept up to date while the page is seen. */
export function useMetrics() {
  const samples = shallowRef<readonly MetricSample[]>([]);
  const stepMs = ref(5_000);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  async function pull(): Promise<void> {
    const after = samples.value.at(-1)?.at ?? 0;
    const succeeded = document.hidden || (await notices.guard(() => update(after)));
    // The next question only after this answer. A relay that does not answer is asked less often.
    if (!ended) timer = setTimeout(() => void pull(), succeeded ? stepMs.value : 4 * stepMs.value);
  }

  async function update(after: number): Promise<void> {
    const history = await ask('metrics.history', { after });
    stepMs.value = history.stepMs;
    const newest = history.samples.at(-1)?.at ?? after;
    samples.value = [...samples.value, ...history.samples].filter(({ at }) => at > newest - KEPT_MS);
  }

  onMounted(pull);
  onUnmounted(() => {
    ended = true;
    clearTimeout(timer);
  });
  return { samples, stepMs };
}
