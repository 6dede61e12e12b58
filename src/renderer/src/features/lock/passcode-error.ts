import type { AppError } from '../../../../shared/errors.ts';
import { errorText } from '../../i18n/error-text.ts';
import type { Texts } from '../../i18n/use-texts.ts';

/** Why a passcode was not taken. */
export function passcodeErrorText(texts: Texts, error: AppError): string {
  if (error.code !== 'bad_credentials' && error.code !== 'locked_out') return errorText(texts, error);
  return error.retryAfterMs === undefined
    ? texts.t('lock.wrong')
    : texts.tn('lock.wait', Math.max(1, Math.ceil(error.retryAfterMs / 1_000)));
}
