import { type Ref, ref } from 'vue';
import { useToasts } from './toasts.ts';

/** Something that the user has a view do. */
export interface Action {
  readonly busy: Ref<boolean>;
  /**
   * Runs it and says whether it was done; a refusal becomes a toast. Never rejects; without effect, and not done, while another one is
   * running.
   */
  readonly run: (action: () => Promise<unknown>) => Promise<boolean>;
}

export function useAction(): Action {
  const { report } = useToasts();
  const busy = ref(false);
  return {
    busy,
    async run(action) {
      if (busy.value) return false;
      busy.value = true;
      try {
        await action();
        return true;
      } catch (error) {
        report(error);
        return false;
      } finally {
        busy.value = false;
      }
    },
  };
}
