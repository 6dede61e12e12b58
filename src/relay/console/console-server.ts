import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  CONSOLE_API,
  CONSOLE_PATH,
  type ConsoleIdentity,
  ConsoleSignIn,
  CSRF_HEADER,
} from '../../shared/admin/console-session.ts';
import type { Clock } from '../../shared/clock.ts';
import { AppError, badArgs } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AdminDesk, Standing } from '../admin/desk.ts';
import type { MakeToken } from '../handlers/auth/token.ts';
import type { Outcome } from '../metrics/relay-counters.ts';
import type { Tally } from '../metrics/tally.ts';
import { BucketTable } from '../session/bucket-table.ts';
import type { HttpClient, HttpRoute } from '../transport/ws-server.ts';
import type { Asset } from './assets.ts';
import { cookieFor, tokenOf } from './cookie.ts';
import { answerError, answerOk, readJson } from '../transport/json-http.ts';
import { type ConsoleSession, ConsoleSessions } from './sessions.ts';

export interface ConsoleDeps {
  readonly desk: AdminDesk;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly relayName: () => string;
  /** Milliseconds that an address has to wait before it may try a password; 0: not at all (LIM-5). */
  readonly limitSignIn: (limitKey: string | undefined) => number;
  readonly signIns: Tally<Outcome>;
  readonly clock: Clock;
  readonly makeToken: MakeToken;
  readonly logger: Logger;
}

/** Requests of one session, and of one address that has none, per second and at once. */
const RATE = { perSecond: 20, burst: 200 };
const MAX_KEYS = 10_000;

/** Nothing but the page's own files, and nobody frames it. */
const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const;

/** The console: its page, and the operations below it for whoever is signed in and administers the relay at that moment. */
export function createConsole(deps: ConsoleDeps): HttpRoute {
  const { desk, assets, clock, makeToken, logger } = deps;
  const sessions = new ConsoleSessions(clock, makeToken);
  const rates = new BucketTable(clock, RATE, MAX_KEYS);

  async function signIn(request: IncomingMessage, client: HttpClient): Promise<[ConsoleSession, string]> {
    const given = ConsoleSignIn.safeParse(await readJson(request));
    if (!given.success) throw badArgs(given.error);
    limited(deps.limitSignIn(client.limitKey));
    const { person, stamp } = await desk.signIn(given.data.name, given.data.password, client.text);
    // Whatever token the browser had is none of the new session's.
    const old = sessionOf(request, client);
    if (old) sessions.end(old.session);
    const { session, token } = sessions.begin(person.id, stamp);
    return [session, token];
  }

  function sessionOf(request: IncomingMessage, { isSecure }: HttpClient): ReturnType<ConsoleSessions['use']> {
    const token = tokenOf(request.headers.cookie, isSecure);
    return token === undefined ? undefined : sessions.use(token);
  }

  /** The account as it is now; throws `not_signed_in` when it has changed so that the session is over. */
  async function standingOf(session: ConsoleSession): Promise<Standing> {
    const standing = await desk.standing(session.user);
    if (standing?.stamp === session.stamp) return standing;
    sessions.end(session);
    throw new AppError('not_signed_in', 'sign in first');
  }

  function identity({ person }: Standing, { csrf }: ConsoleSession): ConsoleIdentity {
    return { person, csrf, relay: deps.relayName() };
  }

  async function api(
    request: IncomingMessage,
    response: ServerResponse,
    client: HttpClient,
    operation: string,
  ): Promise<unknown> {
    if (request.method !== 'POST') throw new AppError('unknown_command', 'operations are asked for by POST');
    requireOwnOrigin(request, client);
    if (operation === 'session.signIn') {
      const [session, token] = await counted(deps.signIns, signIn(request, client));
      response.setHeader('set-cookie', cookieFor(token, client.isSecure));
      return identity(await standingOf(session), session);
    }
    const used = sessionOf(request, client);
    if (!used) {
      limited(rates.take(`address ${client.limitKey ?? ''}`));
      if (operation === 'session.get') return null;
      throw new AppError('not_signed_in', 'sign in first');
    }
    const { session, renewed } = used;
    limited(rates.take(`user ${session.user}`));
    if (renewed !== undefined) response.setHeader('set-cookie', cookieFor(renewed, client.isSecure));
    const standing = await standingOf(session);
    // The page asks for this first, and so learns what goes with everything else; no other site can read the answer.
    if (operation === 'session.get') return identity(standing, session);
    if (!isSame(request.headers[CSRF_HEADER], session.csrf)) {
      throw new AppError('forbidden', 'the request does not come from the console’s page');
    }
    if (operation === 'session.signOut') {
      sessions.end(session);
      response.setHeader('set-cookie', cookieFor(undefined, client.isSecure));
      await desk.signedOut(session.user, client.text);
      return {};
    }
    const args = await readJson(request);
    const actor = {
      origin: 'console',
      user: session.user,
      operator: null,
      address: client.text,
    } as const;
    return desk.run(actor, operation, args);
  }

  function answerApi(
    request: IncomingMessage,
    response: ServerResponse,
    client: HttpClient,
    operation: string,
  ): void {
    api(request, response, client, operation).then(
      (value) => answerOk(response, value),
      (error: unknown) => {
        const known = AppError.from(error);
        if (known.code === 'internal') {
          logger.error({ err: known.cause ?? known }, 'console operation failed');
        }
        answerError(response, known);
      },
    );
  }

  return {
    path: CONSOLE_PATH,
    answer(request, response, client) {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      // Passwords cross no network in clear text.
      if (!client.isSecure && !client.isLocal) {
        answerError(response, new AppError('forbidden', 'the console needs TLS'));
      } else if (path.startsWith(CONSOLE_API)) {
        answerApi(request, response, client, path.slice(CONSOLE_API.length));
      } else answerPage(request, response, assets, path.slice(CONSOLE_PATH.length));
    },
  };
}

function answerPage(
  { method }: IncomingMessage,
  response: ServerResponse,
  assets: ReadonlyMap<string, Asset>,
  path: string,
): void {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
  if (method !== 'GET' && method !== 'HEAD') {
    answerError(response, new AppError('unknown_command', 'there is nothing to be changed here'));
    return;
  }
  if (path === '') {
    // To a fixed place: nothing of the request gets into the answer.
    response.writeHead(308, { location: `${CONSOLE_PATH}/`, 'cache-control': 'no-store' });
    response.end();
    return;
  }
  const asset = assets.get(path.slice(1));
  if (!asset) {
    answerError(response, new AppError('not_found', 'there is no such page'));
    return;
  }
  const head = (bytes: number): ServerResponse =>
    response.writeHead(200, {
      'content-type': asset.contentType,
      'content-length': bytes,
      'cache-control': asset.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  if (method === 'HEAD') {
    head(asset.bytes).end();
    return;
  }
  asset.read().then(
    (body) => head(body.byteLength).end(body),
    // Replaced under a running relay: it serves what it started with, or nothing.
    () => answerError(response, new AppError('not_found', 'there is no such page any more')),
  );
}

/** A browser says from which page a request comes; only the console's own may ask for anything. */
function requireOwnOrigin({ headers }: IncomingMessage, { isSecure }: HttpClient): void {
  const own = `${isSecure ? 'https' : 'http'}://${headers.host ?? ''}`;
  const site = headers['sec-fetch-site'];
  if (headers.origin !== own || (site !== undefined && site !== 'same-origin')) {
    throw new AppError('forbidden', 'the request does not come from the console’s page');
  }
}

/** As it settles, counted. */
async function counted<T>(counts: Tally<Outcome>, attempt: Promise<T>): Promise<T> {
  try {
    const value = await attempt;
    counts.add('ok');
    return value;
  } catch (error) {
    counts.add(AppError.from(error).code);
    throw error;
  }
}

function limited(waitMs: number): void {
  if (waitMs > 0) throw new AppError('rate_limited', 'too fast', { retryAfterMs: waitMs });
}

function isSame(given: string | string[] | undefined, secret: string): boolean {
  const [a, b] = [Buffer.from(typeof given === 'string' ? given : ''), Buffer.from(secret)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
