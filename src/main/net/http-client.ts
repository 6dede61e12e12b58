import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import { toLinkError } from './link-error.ts';
import { type LinkOptions, openLink } from './relay-link.ts';

/** What is asked of a relay over HTTP. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Read only as fast as the network takes it. */
  readonly body?: Readable;
  readonly signal: AbortSignal;
}

/** What came back; the body must be read or destroyed. */
export interface HttpResponse {
  readonly status: number;
  header(name: string): string | undefined;
  readonly body: Readable;
}

/**
 * Asks a relay. Rejects with `cancelled` when the signal says so, with `timeout` when nothing moves for half a minute, with
 * `wrong_certificate` or `untrusted_certificate` before anything is sent, and with `unreachable` for everything else that is no
 * answer. An answer that comes before all of the body was sent ends the sending.
 */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpResponse>;
}

/** Nothing moves in either direction for so long: the link is dead. ms. */
const IDLE_MS = 30_000;
/** Complete files are read once by the relay before it answers; the largest take a while. ms. */
const ANSWER_MS = 600_000;

/**
 * Node's own client: streams, no queue of its own, one connection for each request. By proxies where the routes say so; with a
 * fingerprint it speaks only to who has that certificate.
 */
export function createHttpClient(link: LinkOptions = {}): HttpClient {
  return {
    async request({ method, url, headers, body, signal }) {
      const ready = await openLink(url, link, signal).catch((error: unknown) => {
        body?.destroy();
        throw error;
      });
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          body?.destroy();
          ready?.destroy();
          reject(new AppError('cancelled'));
          return;
        }
        const ask = url.startsWith('https:') ? httpsRequest : httpRequest;
        const outgoing = ask(url, {
          method,
          headers,
          ...(ready ? { createConnection: () => ready } : { agent: false }),
        });
        const abort = (): void => void outgoing.destroy(new AppError('cancelled'));
        signal.addEventListener('abort', abort);
        const fail = (error: unknown): void => {
          signal.removeEventListener('abort', abort);
          body?.destroy();
          outgoing.destroy();
          reject(toLinkError(error));
        };
        outgoing.setTimeout(IDLE_MS, () => fail(new AppError('timeout', 'nothing moves')));
        outgoing.once('response', (incoming) => {
          incoming.once('close', () => signal.removeEventListener('abort', abort));
          body?.destroy();
          resolve(responseOf(incoming));
        });
        outgoing.on('error', fail);
        if (!body) {
          outgoing.end();
          return;
        }
        pipeline(body, outgoing).then(
          () => outgoing.setTimeout(ANSWER_MS),
          // Either it was answered early, or `error` has told.
          (error: unknown) => {
            if (!outgoing.destroyed) fail(error);
          },
        );
      });
    },
  };
}

function responseOf(incoming: IncomingMessage): HttpResponse {
  return {
    status: incoming.statusCode ?? 0,
    header(name) {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    body: incoming,
  };
}
