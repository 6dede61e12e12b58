import { errorText } from '../../renderer/src/i18n/error-text.ts';
import type { AppError } from '../../shared/errors.ts';
import type { ConsoleTexts } from './use-console-texts.ts';

/** Words an error for an administrator: where it concerns the relay, not the reader's own computer. */
export function consoleErrorText(
  texts: ConsoleTexts,
  error: Pick<AppError, 'code' | 'retryAfterMs'>,
): string {
  switch (error.code) {
    case 'unreachable':
      return texts.t('console.unreachable');
    case 'forbidden':
      return texts.t('console.forbidden');
    case 'store_failed':
    case 'disk_full':
      return texts.t(`console.error.${error.code}`);
    default:
      return errorText(texts, error);
  }
}
