import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, type ErrorCode } from '../../shared/errors.ts';

/** Longest body of a request: arguments are a form's worth of text. */
export const MAX_BODY_BYTES = 64 * 1024;

/** The HTTP status that goes with a code; 400 with all others. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  bad_credentials: 401,
  not_signed_in: 401,
  forbidden: 403,
  not_found: 404,
  unknown_command: 404,
  name_taken: 409,
  locked_out: 429,
  rate_limited: 429,
  busy: 503,
  shutting_down: 503,
  internal: 500,
  store_failed: 500,
  disk_full: 507,
};

/** Of every answer with something that was asked for: it is for one reader, now, and nothing to be run. */
const API_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** The JSON of a body. Throws `bad_args` for anything else, and for more than 64 KiB. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  // What a form of another site can send is of another type.
  if (!/^application\/json(?:;\s*charset=utf-8)?$/i.test(type)) {
    throw new AppError('bad_args', 'the body is not said to be JSON');
  }
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    // A request without an encoding gives buffers.
    const piece = chunk as Buffer;
    bytes += piece.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new AppError('bad_args', 'the body is too long');
    pieces.push(piece);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces)));
  } catch (error) {
    throw new AppError('bad_args', 'the body is not JSON', { cause: error });
  }
}

export function answerOk(response: ServerResponse, value: unknown): void {
  response.writeHead(200, API_HEADERS);
  response.end(JSON.stringify({ ok: value }));
}

/** The error's code and message; whatever is not meant for others stays here. */
export function answerError(response: ServerResponse, error: AppError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = error.toBody();
  if (body.retryAfterMs !== undefined) {
    response.setHeader('retry-after', Math.ceil(body.retryAfterMs / 1_000));
  }
  // A body that was not read to its end would be taken for the next request.
  response.setHeader('connection', 'close');
  response.writeHead(STATUS[error.code] ?? 400, API_HEADERS);
  response.end(JSON.stringify({ error: body }));
}
