import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import { connectPinned, connectTrusted, readFingerprint } from './certificate-pin.ts';
import { toLinkError } from './link-error.ts';
import { NO_PROXIES, type Routes, type Way } from './proxy.ts';
import { openTunnel } from './tunnel.ts';

/** For a connection without proxy and TLS. ms. */
const CONNECT_MS = 10_000;

/** What one way says of itself, and not of the relay: the next may do. */
const NEXT_WAY: ReadonlySet<ErrorCode> = new Set(['unreachable', 'timeout', 'proxy_refused']);

/** What stands between a client and its relay. */
export interface LinkOptions {
  /** Without: no proxies. */
  readonly routes?: Routes | undefined;
  /** The one certificate that is accepted. */
  readonly pinned?: Fingerprint | undefined;
}

/**
 * Connects to a relay on the first way that leads there, with TLS where its URL says so. `undefined`: nothing is in between and no
 * certificate is pinned, so that the caller may connect as usual. Rejects as `openTunnel` and `connectPinned` do, with what the last
 * way said.
 */
export async function openLink(
  url: string,
  { routes = NO_PROXIES, pinned }: LinkOptions,
  signal: AbortSignal,
): Promise<Socket | undefined> {
  const ways = await routes.to(url);
  if (pinned === undefined && ways.length === 1 && ways[0] === 'direct') return undefined;
  return firstOf(ways, async (way) => {
    const over = await reach(url, way, signal);
    if (pinned !== undefined) return connectPinned(url, pinned, signal, over);
    return isSecure(url) ? connectTrusted(url, signal, over) : (over ?? connectPlain(url, signal));
  });
}

/** The certificate that whoever answers at a URL has now, reached on the first way that leads there. */
export async function fingerprintAt(url: string, routes: Routes, signal: AbortSignal): Promise<Fingerprint> {
  return firstOf(await routes.to(url), async (way) =>
    readFingerprint(url, signal, await reach(url, way, signal)),
  );
}

/** The connection that a proxy passes on; `undefined`: the way is direct. */
async function reach(url: string, way: Way, signal: AbortSignal): Promise<Socket | undefined> {
  if (way === 'direct') return undefined;
  const { host, port } = placeOf(url);
  return openTunnel(way, host, port, signal);
}

async function connectPlain(url: string, signal: AbortSignal): Promise<Socket> {
  const limit = AbortSignal.timeout(CONNECT_MS);
  try {
    const socket = connect({ ...placeOf(url), signal: AbortSignal.any([signal, limit]) });
    await once(socket, 'connect');
    return socket;
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled');
    throw limit.aborted ? new AppError('timeout', 'no answer') : toLinkError(error);
  }
}

async function firstOf<T>(ways: readonly Way[], attempt: (way: Way) => Promise<T>): Promise<T> {
  let last = new AppError('unreachable', 'no way leads there');
  for (const way of ways) {
    try {
      return await attempt(way);
    } catch (error) {
      last = AppError.from(error);
      if (!NEXT_WAY.has(last.code)) break;
    }
  }
  throw last;
}

function isSecure(url: string): boolean {
  return url.startsWith('wss:') || url.startsWith('https:');
}

function placeOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url);
  const usual = isSecure(url) ? 443 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
}
