import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { AppError, type ErrorCode } from '../../../shared/errors.ts';

/** Something that failed and that the user should know of; the view words it by `code`. */
export interface Toast {
  readonly id: number;
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
}

const MAX_TOASTS = 3;

/** What went wrong outside any form. At most three at a time; the same error twice is shown once. */
export const useToasts = defineStore('toasts', () => {
  const toasts = shallowRef<readonly Toast[]>([]);
  let nextId = 1;

  function report(error: unknown): void {
    const { code, retryAfterMs } = AppError.from(error);
    if (code === 'cancelled') return;
    const others = toasts.value.filter((toast) => toast.code !== code);
    toasts.value = [...others, { id: nextId++, code, retryAfterMs }].slice(-MAX_TOASTS);
  }

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  /** Runs an action of the user; a refusal becomes a toast and `undefined`. */
  async function guard<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  return { toasts, report, dismiss, guard };
});
