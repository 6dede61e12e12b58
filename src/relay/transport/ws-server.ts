import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { LIMITS, SOCKET_PATH } from '../../shared/protocol/limits.ts';
import { RelayCounters, type Refusal } from '../metrics/relay-counters.ts';
import type { Connection } from '../session/connection.ts';
import { AddressReader, type ClientAddress, isLoopback, limitKeyOf } from './address.ts';
import { Admission, type AdmissionLimits, DEFAULT_ADMISSION, REFUSAL_STATUS } from './admission.ts';
import { WsConnection } from './ws-connection.ts';

export interface WsServerOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** PEM texts; without them the server speaks `ws:` and `http:`. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly admission?: Partial<AdmissionLimits>;
  /** Whose `X-Forwarded-For` is believed: addresses and networks. None by default. */
  readonly trustedProxies?: readonly string[];
  readonly clock: Clock;
  /** Given when somebody reads them. */
  readonly counters?: RelayCounters;
  readonly onConnection: (connection: Connection) => void;
  /** Answers `GET /healthz`: 200 when `ok`, otherwise 503. `isLocal`: asked on this machine, and not through a proxy on it. */
  readonly health: (isLocal: boolean) => {
    readonly ok: boolean;
    readonly body: Readonly<Record<string, unknown>>;
  };
  /** Answers `GET /metrics`; `undefined`: not to whoever asks, who gets 404. */
  readonly metrics?: (asker: MetricsAsker) => Promise<Page> | undefined;
  /** Pages of others on the same port. */
  readonly routes?: readonly HttpRoute[];
  readonly logger: Logger;
}

/** Everything below a path is answered by somebody else. */
export interface HttpRoute {
  /** `/console`: that itself, and what begins with `/console/`. */
  readonly path: string;
  /** Its bodies may take their time, and it limits that itself; others must be here after 10 s. */
  readonly takesLongBodies?: boolean;
  /** Answers; never throws. */
  readonly answer: (request: IncomingMessage, response: ServerResponse, client: HttpClient) => void;
}

/** Who sent a request. */
export interface HttpClient extends ClientAddress {
  /** On this machine, and not through a proxy on it. */
  readonly isLocal: boolean;
  /** Nobody on the way could read it: TLS here, or as a trusted proxy says. */
  readonly isSecure: boolean;
  /** Of `Authorization: Bearer`. */
  readonly token: string | undefined;
}

/** Who asks for metrics. */
export interface MetricsAsker {
  /** On this machine, and not through a proxy on it. */
  readonly isLocal: boolean;
  /** Of `Authorization: Bearer`. */
  readonly token: string | undefined;
}

/** A text to be served. */
export interface Page {
  readonly contentType: string;
  readonly body: string;
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

/** A request, headers and all, must be here after so long, or its connection is cut; files take the time they need. ms. */
const REQUEST_MS = 10_000;
/** When a refused address should try again: its bucket holds a few by then. */
const RETRY_SECONDS = 5;
/** Of one message, whose size is bounded anyway: a million tiny pieces would cost far more than their bytes. */
const MAX_FRAGMENTS = 128;
/** Pieces in which one frame comes from the network. */
const MAX_CHUNKS = 8_192;
const HEADER_BYTES = 8 * 1024;
/** Sockets besides the connections: requests for other pages, and those that say nothing. */
const MAX_OTHER_SOCKETS = 10_000;

/** What a socket counts as: it leaves one place for the next, and the last one at its end. */
class Place {
  #leave: () => void;
  #isGone = false;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  change(leave: () => void): void {
    this.#leave();
    this.#leave = leave;
    if (this.#isGone) leave();
  }

  /** The socket's end. */
  leave(): void {
    this.#isGone = true;
    this.#leave();
  }
}

/** WebSocket and HTTP on one port. Rejects when the port cannot be had. */
export async function listenWs(options: WsServerOptions): Promise<WsServer> {
  const { clock, logger } = options;
  const counters = options.counters ?? new RelayCounters();
  const limits = { ...DEFAULT_ADMISSION, ...options.admission };
  const admission = new Admission(limits, clock);
  const addresses = new AddressReader(options.trustedProxies);
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LIMITS.clientFrameBytes,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_CHUNKS,
    clientTracking: true,
  });
  const server = createHttpServer(options, answerHttp(options, addresses));
  server.maxConnections = limits.maxConnections + MAX_OTHER_SOCKETS;
  const places = new WeakMap<Duplex, Place>();
  let accepting = true;

  server.on('connection', (socket: Socket) => {
    const peer = socket.remoteAddress ?? '';
    const leave = admission.wait(isLoopback(peer) || addresses.isProxy(peer) ? undefined : limitKeyOf(peer));
    if (!leave) {
      counters.connectionsRefused['address-full']++;
      socket.destroy();
      return;
    }
    const place = new Place(leave);
    places.set(socket, place);
    socket.on('close', () => place.leave());
  });

  server.on('upgrade', (request, socket, head) => {
    const address = addresses.read(request);
    const refusal = accepting ? admission.judge(request, address) : 'draining';
    if (refusal) {
      counters.connectionsRefused[refusal]++;
      if (refusal === 'address-rate') counters.rateLimited['address-connections']++;
      logger.info({ reason: refusal, remote: address.text }, 'connection refused');
      refuse(socket, refusal);
      return;
    }
    const leave = admission.enter(address);
    const place = places.get(socket);
    if (place) place.change(leave);
    // Under TLS it is another object than the one that connected.
    else socket.once('close', leave);
    sockets.handleUpgrade(request, socket, head, (ws) => {
      counters.connectionsAccepted++;
      options.onConnection(new WsConnection(ws, socket, address, counters));
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
    // It would end uploads too: `answerHttp` limits all others.
    requestTimeout: 0,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 5_000,
  };
  const server = tls
    ? createTlsServer({ ...limits, ...tls, handshakeTimeout: REQUEST_MS }, onRequest)
    : createServer(limits, onRequest);
  server.maxHeadersCount = 64;
  return server;
}

function answerHttp(
  { health, metrics, routes = [], tls, logger }: WsServerOptions,
  addresses: AddressReader,
): RequestListener {
  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const route = routes.find((one) => path === one.path || path.startsWith(`${one.path}/`));
    if (route) {
      const isSecure = tls !== undefined || addresses.saysHttps(request);
      if (!route.takesLongBodies) limitTime(request);
      const asker = { isLocal: isLocal(request), isSecure, token: bearerOf(request) };
      route.answer(request, response, { ...addresses.read(request), ...asker });
      return;
    }
    limitTime(request);
    // A body that is not read does not end.
    request.resume();
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const page =
      path === '/metrics' && isRead
        ? metrics?.({ isLocal: isLocal(request), token: bearerOf(request) })
        : undefined;
    if (page) {
      page.then(
        ({ contentType, body }) => answer(response, 200, contentType, body),
        (error: unknown) => {
          logger.error({ err: error }, 'no metrics');
          answerJson(response, 500, { error: STATUS_CODES[500] });
        },
      );
      return;
    }
    const state = path === '/healthz' && isRead ? health(isLocal(request)) : undefined;
    const status = state ? (state.ok ? 200 : 503) : path === SOCKET_PATH ? 426 : 404;
    if (status === 426) response.setHeader('upgrade', 'websocket');
    answerJson(response, status, state?.body ?? { error: STATUS_CODES[status] });
    // A body that nobody asked for is not waited for.
    if (!isRead) request.destroy();
  };
}

/** Nobody holds a connection with a body that does not end. */
function limitTime(request: IncomingMessage): void {
  const limit = setTimeout(() => request.destroy(), REQUEST_MS);
  const end = (): void => clearTimeout(limit);
  request.once('end', end);
  request.once('close', end);
}

function answerJson(response: ServerResponse, status: number, body: Readonly<Record<string, unknown>>): void {
  answer(response, status, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`);
}

function answer(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, {
    'content-type': contentType,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** `Host` as well: a page of any site, whose name was made to point here, would come from this machine too. */
function isLocal({ socket, headers }: IncomingMessage): boolean {
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded;
  if (forwarded !== undefined || !isLoopback(socket.remoteAddress ?? '')) return false;
  const name = (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || isLoopback(name);
}

function refuse(socket: Duplex, refusal: Refusal): void {
  socket.on('error', () => undefined);
  const status = REFUSAL_STATUS[refusal];
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Length: 0',
    ...(refusal === 'address-rate' ? [`Retry-After: ${RETRY_SECONDS}`] : []),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n`, () => socket.destroy());
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
