import type { ErrorCode } from '../../../shared/errors.ts';
import type { Texts } from './use-texts.ts';

/** Words an error for the user: what happened, what is safe, what to do. */
export function errorText(
  texts: Texts,
  error: { readonly code: ErrorCode; readonly retryAfterMs?: number | undefined },
): string {
  if (error.code === 'locked_out' && error.retryAfterMs !== undefined) {
    return texts.tn('error.locked_out.in', Math.max(1, Math.ceil(error.retryAfterMs / 1_000)));
  }
  return texts.t(`error.${error.code}`);
}
