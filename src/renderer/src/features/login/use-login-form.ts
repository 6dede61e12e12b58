import { computed, reactive, ref, shallowRef } from 'vue';
import { AppError } from '../../../../shared/errors.ts';
import { errorText } from '../../i18n/error-text.ts';
import type { Texts } from '../../i18n/use-texts.ts';
import { checkFields, fieldOfError, type FieldErrors, type LoginField } from './form-errors.ts';

/** Values, errors beside the fields and progress of one login form. */
export function useLoginForm<F extends LoginField>(texts: Texts, initial: Record<F, string>) {
  const values = reactive({ ...initial }) as Record<F, string>;
  const busy = ref(false);
  const local = shallowRef<FieldErrors>({});
  const refused = shallowRef<AppError | null>(null);

  const errors = computed(() => {
    const shown: Partial<Record<LoginField, string>> = {};
    for (const [field, key] of Object.entries(local.value)) shown[field as LoginField] = texts.t(key);
    if (refused.value) {
      const field = fieldOfError(refused.value);
      if (field && field in values) shown[field] = errorText(texts, refused.value);
    }
    return shown;
  });

  /** What no field is to blame for. */
  const general = computed(() => {
    if (!refused.value) return '';
    const field = fieldOfError(refused.value);
    return field && field in values ? '' : errorText(texts, refused.value);
  });

  /** Checks `fields`, then runs `action`; what it refuses is shown, nothing typed is lost. */
  async function submit(fields: readonly F[], strict: boolean, action: () => Promise<void>): Promise<void> {
    if (busy.value) return;
    refused.value = null;
    local.value = checkFields(Object.fromEntries(fields.map((field) => [field, values[field]])), strict);
    if (Object.keys(local.value).length > 0) return;
    busy.value = true;
    try {
      await action();
    } catch (error) {
      refused.value = AppError.from(error);
    } finally {
      busy.value = false;
    }
  }

  function clearErrors(): void {
    local.value = {};
    refused.value = null;
  }

  return { values, busy, errors, general, submit, clearErrors };
}
