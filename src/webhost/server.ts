import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { WebSocketServer, type WebSocket } from 'ws';
import { createAccess, type Access } from './access.ts';
import { MAIN_WINDOW, PAGE_FRAME_BYTES, PATHS } from './wire.ts';

const PAGE_ORIGIN = 'app://yidu';

/** The largest files come from the same machine. ms. */
const UPLOAD_MS = 600_000;

/** What a second process has to say is a link. */
const MAX_RING_CHARS = 8_192;

export interface ServerDeps {
  /** What the shell registered for its own scheme. */
  readonly serve: (request: Request) => Promise<Response>;
  /** The script that runs before the page's own. */
  readonly preload: () => string;
  /** A page has connected, in the window of this number. */
  readonly connected: (socket: WebSocket, window: number) => void;
  /** A second process of the profile has rung, and gives this. */
  readonly ring: (data: unknown) => void;
  /** Bytes that a call of the page's carries, and files that the user has chosen; each gives a name for it. */
  readonly takeBytes: (request: IncomingMessage) => Promise<string>;
  readonly takeFile: (request: IncomingMessage, name: string, folder: string | null) => Promise<string>;
}

/** The loopback server of one launch. */
export interface PageServer {
  readonly origin: string;
  readonly access: Access;
  /** Where a second process of the same profile rings. */
  readonly ringAddress: string;
  /** Cuts every connection and takes no new one. */
  close(): void;
}

/** Listens on 127.0.0.1, on a port the system chooses. Whoever has no ticket of this launch gets 403 and nothing else. */
export async function startServer(deps: ServerDeps): Promise<PageServer> {
  const http = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: UPLOAD_MS });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;
  const access = createAccess(port);
  const bell = access.ticket('launch');
  const sockets = new WebSocketServer({ noServer: true, maxPayload: PAGE_FRAME_BYTES });

  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname === PATHS.ring) {
      const known = request.method === 'POST' && url.searchParams.get('ticket') === bell;
      if (known) void ring(deps, request, response);
      else response.writeHead(403).end();
      return;
    }
    const cookie = access.redeem(url.searchParams.get('ticket') ?? '');
    if (cookie !== undefined) {
      // Out of the address bar, the history and every later request.
      response
        .writeHead(303, { Location: '/', 'Set-Cookie': cookie, 'Referrer-Policy': 'no-referrer' })
        .end();
      return;
    }
    if (!access.mayRead(request)) {
      response.writeHead(403).end('Open Yidu with the address from the terminal that started it.\n');
      return;
    }
    if (url.pathname === PATHS.bytes || url.pathname === PATHS.files) {
      void take(deps, access.mayConnect(request), url, request, response);
      return;
    }
    void answer(deps, request.method ?? 'GET', url, response);
  });

  http.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname !== PATHS.socket || !access.mayConnect(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    const window = Number(url.searchParams.get('window') ?? MAIN_WINDOW);
    sockets.handleUpgrade(request, socket, head, (page) => deps.connected(page, window));
  });

  return {
    origin: `http://127.0.0.1:${port}`,
    access,
    ringAddress: `http://127.0.0.1:${port}${PATHS.ring}?ticket=${bell}`,
    close() {
      http.close();
      http.closeAllConnections();
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

async function ring(deps: ServerDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      text += chunk.toString();
      if (text.length > MAX_RING_CHARS) throw new Error('too long');
    }
    deps.ring(text === '' ? {} : JSON.parse(text));
    response.writeHead(204).end();
  } catch {
    response.writeHead(400, { Connection: 'close' }).end();
  }
}

async function take(
  deps: ServerDeps,
  allowed: boolean,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!allowed || request.method !== 'POST') {
    response.writeHead(403).end();
    return;
  }
  try {
    const name =
      url.pathname === PATHS.bytes
        ? await deps.takeBytes(request)
        : await deps.takeFile(request, url.searchParams.get('name') ?? '', url.searchParams.get('folder'));
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end(name);
  } catch {
    response.writeHead(413, { Connection: 'close' }).end();
  }
}

async function answer(deps: ServerDeps, method: string, url: URL, response: ServerResponse): Promise<void> {
  if (url.pathname === PATHS.preload) {
    response.writeHead(200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'no-store',
    });
    response.end(deps.preload());
    return;
  }
  const page = await deps.serve(new Request(`${PAGE_ORIGIN}${url.pathname}`, { method }));
  response.writeHead(page.status, Object.fromEntries(page.headers));
  const isDocument = page.headers.get('Content-Type')?.startsWith('text/html') ?? false;
  if (isDocument) {
    response.end(withPreload(await page.text()));
    return;
  }
  if (page.body === null) {
    response.end();
    return;
  }
  await pipeline(Readable.fromWeb(page.body as ReadableStream), response).catch(() => response.destroy());
}

/** A classic script without `defer` runs before everything that follows it, as a preload script does. */
function withPreload(html: string): string {
  return html.replace(/<head[^>]*>/i, (head) => `${head}<script src="${PATHS.preload}"></script>`);
}
