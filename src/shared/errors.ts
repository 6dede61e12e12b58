import * as z from 'zod';

/**
 * When the same call may succeed later. `never`: not without a change by the caller. `backoff`: yes, wait first.
 * `reauth`: after a new sign-in.
 */
export const Retry = z.enum(['never', 'backoff', 'reauth']);
export type Retry = z.infer<typeof Retry>;

/** Every error code on the wire and over IPC, with whether a retry makes sense. PROTOCOL.md explains each. */
export const ERROR_RETRY = {
  bad_frame: 'never',
  unknown_command: 'never',
  bad_args: 'never',
  unsupported_version: 'never',
  hello_required: 'never',
  not_signed_in: 'reauth',
  already_signed_in: 'never',
  bad_credentials: 'never',
  bad_token: 'reauth',
  locked_out: 'backoff',
  name_taken: 'never',
  registration_closed: 'never',
  bad_invite: 'never',
  not_found: 'never',
  forbidden: 'never',
  too_many: 'never',
  too_large: 'never',
  type_not_allowed: 'never',
  quota_exceeded: 'never',
  too_few_points: 'never',
  rate_limited: 'backoff',
  busy: 'backoff',
  shutting_down: 'backoff',
  internal: 'backoff',
  // Only over IPC and inside the client:
  offline: 'backoff',
  unreachable: 'backoff',
  // Another program on this computer listens where the relay would.
  port_taken: 'backoff',
  // The right relay may be back at the next attempt, for example where a hotel's gateway answered for it.
  wrong_certificate: 'backoff',
  untrusted_certificate: 'backoff',
  // A proxy on the way wants another name or password, or lets nothing through; its settings may change.
  proxy_refused: 'backoff',
  timeout: 'backoff',
  cancelled: 'never',
  no_account: 'never',
  // The passcode, or the keychain's key, first.
  locked: 'never',
  // It takes no secret to keep, and gives none out.
  keychain_closed: 'backoff',
  store_newer: 'never',
  store_failed: 'never',
  // Another program keeps the file to itself.
  store_locked: 'backoff',
  store_read_only: 'backoff',
  // What can be read of it is being taken over into a new file.
  store_damaged: 'backoff',
  disk_full: 'backoff',
  source_missing: 'never',
  source_changed: 'never',
  file_damaged: 'backoff',
  // Somebody offers a program that its makers have not signed.
  update_refused: 'backoff',
  // An archive that does not keep to its format; `field` tells the file and the line.
  archive_invalid: 'never',
  archive_newer: 'never',
  // A folder that the user has chosen could not be read or written.
  folder_failed: 'never',
  // The relay had stored it, and was put back to an older state since.
  lost: 'never',
} as const satisfies Record<string, Retry>;

export type ErrorCode = keyof typeof ERROR_RETRY;

export const ErrorCode = z.enum(Object.keys(ERROR_RETRY) as [ErrorCode, ...ErrorCode[]]);

/** An error as it travels. `message` is English for logs and developers; UIs word errors by `code`. */
export const ErrorBody = z.object({
  /** A code of a later day counts as `internal`; what to do about it says `retry` (VER-1). */
  code: ErrorCode.catch('internal'),
  message: z.string().max(1_000),
  retry: Retry,
  /** The argument that was refused, as a dotted path, where there is one. */
  field: z.string().max(200).optional(),
  /** Milliseconds to wait before a retry, where the relay knows. */
  retryAfterMs: z.int().min(0).optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

export interface ErrorDetails {
  readonly field?: string;
  readonly retryAfterMs?: number;
  /** Where it is not the code that decides. */
  readonly retry?: Retry;
  readonly cause?: unknown;
}

/** The one error class: its code decides what callers do, its message never holds secrets or message text. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string = code, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.retry = details.retry ?? ERROR_RETRY[code];
    this.field = details.field;
    this.retryAfterMs = details.retryAfterMs;
  }

  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message.slice(0, 1_000),
      retry: this.retry,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
    };
  }

  static fromBody(body: ErrorBody): AppError {
    return new AppError(body.code, body.message, {
      retry: body.retry,
      ...(body.field === undefined ? {} : { field: body.field }),
      ...(body.retryAfterMs === undefined ? {} : { retryAfterMs: body.retryAfterMs }),
    });
  }

  /** Passes an AppError through; anything else becomes `internal`, its text kept as the cause and out of the message. */
  static from(error: unknown): AppError {
    return error instanceof AppError ? error : new AppError('internal', 'internal error', { cause: error });
  }
}

/** The result of a fallible call where exceptions cannot travel, above all over IPC. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorBody };

/** A schema's verdict as `bad_args`, naming the first refused argument and never its value. */
export function badArgs(error: z.ZodError): AppError {
  const issue = error.issues[0];
  const field = issue?.path.map(String).join('.') ?? '';
  return new AppError('bad_args', `${field || 'arguments'}: ${issue?.message ?? 'invalid'}`.slice(0, 300), {
    field: field.slice(0, 200),
  });
}
