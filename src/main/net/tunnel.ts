import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
// socks (MIT, 2026, one dependency of its own; the one that npm itself uses): SOCKS 4, 4a and 5.
import { SocksClient } from 'socks';
import { AppError } from '../../shared/errors.ts';
import type { Proxy } from './proxy.ts';

/** For a proxy to answer and to reach the relay. ms. */
const TUNNEL_MS = 10_000;

/**
 * A connection to `host:port` that a proxy passes on as it is. The proxy looks the name up. Rejects with `proxy_refused` when it
 * wants another name or password, or does not let us through; with `unreachable` when the proxy, or the relay from there, does
 * not answer; with `timeout` after 10 s; with `cancelled` by the signal.
 */
export async function openTunnel(
  proxy: Proxy,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const limit = AbortSignal.timeout(TUNNEL_MS);
  const either = AbortSignal.any([signal, limit]);
  try {
    return proxy.kind === 'http' || proxy.kind === 'https'
      ? await connectByHttp(proxy, host, port, either)
      : await connectBySocks(proxy, host, port, either);
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled');
    if (limit.aborted) throw new AppError('timeout', 'the proxy does not answer');
    if (error instanceof AppError) throw error;
    throw new AppError('unreachable', 'no way through the proxy', { cause: error });
  }
}

async function connectByHttp(proxy: Proxy, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const name =
    proxy.user === undefined
      ? {}
      : {
          'proxy-authorization': `Basic ${Buffer.from(`${proxy.user}:${proxy.password ?? ''}`).toString('base64')}`,
        };
  const request = (proxy.kind === 'https' ? httpsRequest : httpRequest)({
    host: proxy.host,
    port: proxy.port,
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...name },
    agent: false,
    signal,
  });
  request.end();
  // A refusal comes as `connect` too: to a CONNECT, every answer does.
  const [response, socket, early] = (await once(request, 'connect')) as [
    { readonly statusCode?: number },
    Socket,
    Buffer,
  ];
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) {
    if (early.length > 0) socket.unshift(early);
    return socket;
  }
  socket.destroy();
  if (status === 407) throw new AppError('proxy_refused', 'the proxy wants another name or password');
  // Gateways say so of relays that they cannot reach.
  if (status === 502 || status === 503 || status === 504) {
    throw new AppError('unreachable', 'the proxy does not reach the relay');
  }
  throw new AppError('proxy_refused', 'the proxy does not let this through');
}

async function connectBySocks(
  { kind, user, password, ...at }: Proxy,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  // Our own socket, which can be given up at any moment.
  const socket = connect({ ...at, signal });
  await once(socket, 'connect');
  const proxy = {
    ...at,
    type: kind === 'socks5' ? 5 : 4,
    ...(user === undefined ? {} : { userId: user, password: password ?? '' }),
  } as const;
  try {
    await SocksClient.createConnection({
      proxy,
      destination: { host, port },
      command: 'connect',
      existing_socket: socket,
      timeout: TUNNEL_MS,
    });
  } catch (cause) {
    socket.destroy();
    const refused = cause instanceof Error && /authentication|NotAllowed/i.test(cause.message);
    // The library's errors carry the password.
    const why = new Error(cause instanceof Error ? cause.message : 'no answer');
    throw refused
      ? new AppError('proxy_refused', 'the proxy does not let this through', { cause: why })
      : why;
  }
  return socket;
}
