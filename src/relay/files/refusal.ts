import { AppError, type ErrorCode } from '../../shared/errors.ts';

/** How the codes of the protocol look in HTTP. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  bad_args: 400,
  bad_token: 401,
  forbidden: 403,
  not_found: 404,
  too_large: 413,
  type_not_allowed: 415,
  too_many: 429,
  rate_limited: 429,
  busy: 503,
  shutting_down: 503,
  quota_exceeded: 507,
};

const NOT_IMPLEMENTED = 501;

export function statusOf(error: AppError): number {
  return STATUS[error.code] ?? 500;
}

/** The body of every refusal: the same object as in a frame. */
export function refusalBody(error: AppError): string {
  return `${JSON.stringify({ error: error.toBody() })}\n`;
}

/** What the tus library throws, ours or its own, in its own terms. */
export interface TusRefusal {
  readonly status_code: number;
  readonly body: string;
}

/**
 * A refusal of the library's, or of ours in its hands, with a code of the protocol. 409 (the offset is another) and 410 (no longer
 * there) keep their statuses, which clients of tus go by. `undefined`: a fault, to be logged.
 */
export function toTusRefusal(error: unknown): (TusRefusal & { readonly code: ErrorCode }) | undefined {
  if (error instanceof AppError) {
    const { code } = error;
    return code === 'internal' ? undefined : { code, status_code: statusOf(error), body: refusalBody(error) };
  }
  if (!isLibraryRefusal(error)) return undefined;
  // An extension that is not offered is the asker's mistake, not the relay's.
  const status = error.status_code === NOT_IMPLEMENTED ? 400 : error.status_code;
  if (status >= 500) return undefined;
  const code = codeOf(status);
  return { code, status_code: status, body: refusalBody(new AppError(code, error.body.trim())) };
}

function isLibraryRefusal(error: unknown): error is TusRefusal {
  return (
    typeof error === 'object' &&
    error !== null &&
    'status_code' in error &&
    typeof error.status_code === 'number' &&
    'body' in error &&
    typeof error.body === 'string'
  );
}

function codeOf(status: number): ErrorCode {
  if (status === 404 || status === 410) return 'not_found';
  if (status === 413) return 'too_large';
  return status === 403 ? 'forbidden' : 'bad_args';
}
