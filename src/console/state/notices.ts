import { readonly, ref } from 'vue';
import { AppError } from '../../shared/errors.ts';

/** What happened, until the next thing happens or somebody closes it. */
export type Notice =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'refused'; readonly error: Pick<AppError, 'code' | 'retryAfterMs'> };

const current = ref<Notice | null>(null);

export const notices = {
  current: readonly(current),
  done: (text: string): void => void (current.value = { kind: 'done', text }),
  clear: (): void => void (current.value = null),
  /** Runs it; a refusal is shown. Returns whether it succeeded. */
  async guard(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      const { code, retryAfterMs } = AppError.from(error);
      current.value = { kind: 'refused', error: { code, retryAfterMs } };
      return false;
    }
  },
};
