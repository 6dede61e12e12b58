import { AppError } from '../../shared/errors.ts';

/** What the store was asked for. */
export type S3Operation = 'put' | 'get' | 'head' | 'delete' | 'list';

/** A failure, as it may be logged and counted: without addresses, keys and secrets. */
export interface S3Failure {
  readonly operation: S3Operation;
  /** As the store names it, or why there was no answer. */
  readonly name: string;
  /** Of HTTP; `undefined`: there was no answer. */
  readonly status: number | undefined;
}

/** How long a client waits before it asks again. ms. */
const AGAIN_MS = 5_000;

/** What failed, without more of the error than its name. */
export function failureOf(operation: S3Operation, error: unknown): S3Failure {
  const name = error instanceof Error ? error.name : 'Error';
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return { operation, name: name === 'Error' && code !== undefined ? code : name, status: statusOf(error) };
}

/** Whether the store says that there is no such thing. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** What people are told: that it may work later. Whose fault it is stands in the log. */
export function asBusy({ name, status }: S3Failure): AppError {
  const message =
    status === undefined
      ? `the store of files does not answer (${name})`
      : `the store of files refuses (${name})`;
  return new AppError('busy', message, { retryAfterMs: AGAIN_MS });
}

function statusOf(error: unknown): number | undefined {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
