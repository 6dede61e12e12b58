import { AppError } from '../../shared/errors.ts';

/** What Node says of certificates that no known authority vouches for, or not for this name or this day. */
const UNTRUSTED: ReadonlySet<unknown> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** What went wrong on the way, as one of ours: `untrusted_certificate`, or `unreachable` for all else that is none yet. */
export function toLinkError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && 'code' in error && UNTRUSTED.has(error.code)) {
    return new AppError('untrusted_certificate', 'nobody vouches for the certificate', { cause: error });
  }
  return new AppError('unreachable', 'no answer', { cause: error });
}
