import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { HistoryState } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';

/** How much of the history a search covers, as the main process tells it. */
export const useHistory = defineStore('history', () => {
  const percent = ref<number | null>(null);
  /** The percentage while a search does not cover everything; `null` when it does, or nothing is known. */
  const indexing = computed(() => (percent.value === 100 ? null : percent.value));

  /** How far an index is that was begun anew; `null`: it is whole. */
  const rebuilding = ref<number | null>(null);

  function apply(state: HistoryState): void {
    percent.value = state.percent;
    rebuilding.value = state.indexed ?? null;
  }

  async function load(): Promise<void> {
    apply(await request('history.get', {}));
  }

  function reset(): void {
    percent.value = null;
    rebuilding.value = null;
  }

  return { indexing, rebuilding, apply, load, reset };
});
