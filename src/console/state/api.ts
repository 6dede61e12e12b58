import * as z from 'zod';
import { CONSOLE_API, CSRF_HEADER } from '../../shared/admin/console-session.ts';
import {
  type OperationInput,
  type OperationName,
  OPERATIONS,
  type OperationResult,
} from '../../shared/admin/operations.ts';
import { AppError, ErrorBody } from '../../shared/errors.ts';

/** Longest time for an answer; a backup copies everything. ms. */
const LIMIT_MS = 10 * 60_000;

const Answer = z.union([z.object({ ok: z.unknown() }), z.object({ error: ErrorBody })]);

let csrf = '';
let onSignedOut: () => void = () => undefined;

/** What goes with every request from now on. */
export function useCsrf(token: string): void {
  csrf = token;
}

/** Called whenever the relay says that nobody is signed in (any more). */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** Asks the relay. Throws `AppError`: its refusal, or `unreachable`. */
export async function post(name: string, args: unknown): Promise<unknown> {
  let body: unknown;
  try {
    const response = await fetch(`${CONSOLE_API}${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [CSRF_HEADER]: csrf },
      body: JSON.stringify(args),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    body = await response.json();
  } catch (error) {
    throw new AppError('unreachable', 'the relay does not answer', { cause: error });
  }
  const answer = Answer.safeParse(body);
  if (!answer.success) throw new AppError('internal', 'not an answer of the console');
  if ('ok' in answer.data) return answer.data.ok;
  const error = AppError.fromBody(answer.data.error);
  if (error.code === 'not_signed_in') onSignedOut();
  throw error;
}

/** Runs an operation; its answer has passed the operation's schema. */
export async function ask<N extends OperationName>(
  name: N,
  args: OperationInput<N>,
): Promise<OperationResult<N>> {
  const result = OPERATIONS[name].result.safeParse(await post(name, args));
  if (!result.success) throw new AppError('internal', 'not an answer to this operation');
  // The schema of the name; TypeScript does not follow a generic one.
  return result.data as OperationResult<N>;
}
