import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  STATUS_CODES,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Logger } from '../../shared/logger.ts';
import { LIMITS, SOCKET_PATH } from '../../shared/protocol/limits.ts';
import type { Connection } from '../session/connection.ts';
import { Admission, type AdmissionLimits, DEFAULT_ADMISSION, isLoopback } from './admission.ts';
import { FrameJoiner } from './wire-frame.ts';
import { WsConnection } from './ws-connection.ts';

export interface WsServerOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** PEM texts; without them the server speaks `ws:` and `http:`. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly admission?: Partial<AdmissionLimits>;
  readonly onConnection: (connection: Connection) => void;
  /** Answers `GET /healthz`: 200 when `ok`, otherwise 503. `isLocal`: asked on this machine, and not through a proxy on it. */
  readonly health: (isLocal: boolean) => {
    readonly ok: boolean;
    readonly body: Readonly<Record<string, unknown>>;
  };
  readonly logger: Logger;
}

export interface WsServer {
  /** Address of the WebSocket endpoint. */
  readonly url: string;
  readonly port: number;
  /** Takes no new connections; open ones stay until their sessions close them. */
  stopAccepting(): void;
  /** Gives connections that are closing up to `graceMs` to finish, then cuts them. Resolves when the port is free. */
  close(graceMs: number): Promise<void>;
}

/** A request, headers and all, must be here after so long, or its connection is cut. ms. */
const REQUEST_MS = 10_000;
const HEADER_BYTES = 8 * 1024;

/** WebSocket and HTTP on one port. Rejects when the port cannot be had. */
export async function listenWs(options: WsServerOptions): Promise<WsServer> {
  const admission = new Admission({ ...DEFAULT_ADMISSION, ...options.admission });
  const joiner = new FrameJoiner();
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LIMITS.clientFrameBytes,
    clientTracking: true,
  });
  const server = createHttpServer(options, answerHttp(options));
  let accepting = true;

  server.on('upgrade', (request, socket, head) => {
    const address = request.socket.remoteAddress ?? 'unknown';
    const verdict = accepting ? admission.judge(request, address) : 503;
    if (verdict !== 'admit') {
      options.logger.info({ status: verdict, remote: address }, 'connection refused');
      refuse(socket, verdict);
      return;
    }
    const leave = admission.enter(address);
    socket.once('close', leave);
    sockets.handleUpgrade(request, socket, head, (ws) => {
      options.onConnection(new WsConnection(ws, socket, address, joiner));
    });
  });

  await listening(server, options);
  // The address of a listening TCP server is never a string or null.
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `${options.tls ? 'wss' : 'ws'}://${host}:${port}${SOCKET_PATH}`,
    port,
    stopAccepting() {
      accepting = false;
    },
    async close(graceMs) {
      accepting = false;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const limit = setTimeout(() => {
        for (const ws of sockets.clients) ws.terminate();
        server.closeAllConnections();
      }, graceMs);
      await closed;
      clearTimeout(limit);
    },
  };
}

function createHttpServer({ tls }: WsServerOptions, onRequest: RequestListener): Server {
  const limits = {
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: REQUEST_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 5_000,
  };
  const server = tls
    ? createTlsServer({ ...limits, ...tls, handshakeTimeout: REQUEST_MS }, onRequest)
    : createServer(limits, onRequest);
  server.maxHeadersCount = 64;
  return server;
}

function answerHttp({ health }: WsServerOptions): RequestListener {
  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const state = path === '/healthz' && isRead ? health(isLocal(request)) : undefined;
    const status = state ? (state.ok ? 200 : 503) : path === SOCKET_PATH ? 426 : 404;
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(status === 426 ? { upgrade: 'websocket' } : {}),
    });
    response.end(`${JSON.stringify(state?.body ?? { error: STATUS_CODES[status] })}\n`);
    // A body that nobody asked for is not waited for.
    if (!isRead) request.destroy();
  };
}

function isLocal({ socket, headers }: IncomingMessage): boolean {
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded;
  return forwarded === undefined && isLoopback(socket.remoteAddress ?? '');
}

function refuse(socket: Duplex, status: number): void {
  socket.on('error', () => undefined);
  const text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  socket.end(text, () => socket.destroy());
}

function listening(server: Server, { host, port, logger }: WsServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      server.on('error', (error) => logger.error({ err: error }, 'server failed'));
      resolve();
    });
  });
}
