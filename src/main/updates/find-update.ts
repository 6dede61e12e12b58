import type { KeyObject } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import { MAX_STATEMENT_BYTES, statementName } from '../../shared/update-manifest.ts';
import type { HttpClient } from '../net/http-client.ts';
import type { StatedUpdate, UpdateSource } from './installer.ts';
import { readStatement } from './read-statement.ts';

export interface FindUpdateDeps {
  /** A client that accepts the certificate of this source only. */
  readonly httpFor: (source: UpdateSource) => HttpClient;
  readonly key: KeyObject;
  readonly target: string;
}

/**
 * The release that the first source with a statement states; `null`: none has one. A source that cannot be reached or says something
 * that nobody has signed is passed over, and only tells why (`update_refused` before all else) when there is no other.
 */
export async function findUpdate(
  { httpFor, key, target }: FindUpdateDeps,
  sources: readonly UpdateSource[],
  signal: AbortSignal,
): Promise<StatedUpdate | null> {
  const failures: AppError[] = [];
  for (const source of sources) {
    try {
      const text = await fetchStatement(httpFor(source), `${source.url}/${statementName(target)}`, signal);
      if (text !== null) return { manifest: readStatement(text, key, target), source };
    } catch (error) {
      const failure = AppError.from(error);
      if (failure.code === 'cancelled') throw failure;
      failures.push(failure);
    }
  }
  const worst = failures.find(({ code }) => code === 'update_refused') ?? failures[0];
  if (worst) throw worst;
  return null;
}

/** `null`: there is none. */
async function fetchStatement(http: HttpClient, url: string, signal: AbortSignal): Promise<string | null> {
  const { status, body } = await http.request({ method: 'GET', url, headers: {}, signal });
  if (status !== 200) {
    body.destroy();
    if (status === 404) return null;
    throw new AppError('unreachable', `the statement is answered with ${status}`);
  }
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    bytes += piece.byteLength;
    if (bytes > MAX_STATEMENT_BYTES) throw new AppError('update_refused', 'the statement is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
