import { errorText } from '../../renderer/src/i18n/error-text.ts';
import type { AppError } from '../../shared/errors.ts';
import type { ConsoleTexts } from './use-console-texts.ts';

/** Words an error for an administrator: where it concerns the relay, not the reader's own computer. */
export function consoleErrorText(
  texts: ConsoleTexts,
  error: Pick<AppError, 'code' | 'retryAfterMs'>,
): string {
  const { code } = error;
  if (code === 'unreachable') return texts.t('console.unreachable');
  if (code === 'forbidden') return texts.t('console.forbidden');
  if (code === 'store_failed' || code === 'disk_full') return texts.t(`console.error.${code}`);
  return errorText(texts, error);
}
