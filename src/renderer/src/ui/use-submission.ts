import { type Ref, ref } from 'vue';
import { AppError } from '../../../shared/errors.ts';
import { errorText } from '../i18n/error-text.ts';
import { useTexts } from '../i18n/use-texts.ts';

/** What a form with one action is doing. */
export interface Submission {
  readonly busy: Ref<boolean>;
  /** In words, '' while nothing is wrong. The form writes here as well what it finds wrong before it asks. */
  readonly error: Ref<string>;
  /** Runs the action, and words its refusal in `error`. Never rejects; without effect while one is running. */
  readonly submit: (action: () => Promise<void>) => Promise<void>;
}

export function useSubmission(): Submission {
  const texts = useTexts();
  const busy = ref(false);
  const error = ref('');
  return {
    busy,
    error,
    async submit(action) {
      if (busy.value) return;
      busy.value = true;
      error.value = '';
      try {
        await action();
      } catch (refused) {
        error.value = errorText(texts, AppError.from(refused));
      } finally {
        busy.value = false;
      }
    },
  };
}
