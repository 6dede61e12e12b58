import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A proxy on loopback that counts what it passes on. */
export interface TestProxy {
  readonly port: number;
  /** `host:port` of each link it was asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

async function listening(server: Server, asked: string[], sockets: Set<Socket>): Promise<TestProxy> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function join(near: Socket, host: string, port: number, up: () => void, down: () => void): void {
  const far = connect({ host, port });
  far.once('connect', () => {
    up();
    near.pipe(far).pipe(near);
  });
  far.on('error', () => down());
  near.on('close', () => far.destroy());
}

/**
 * An HTTP proxy; with `credentials` (`name:password`) only for who has them. `status`: how it answers instead. `leadsTo`: the port
 * on loopback that every name stands for.
 */
export function httpProxy(
  options: { credentials?: string; status?: number; leadsTo?: number } = {},
): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createHttpServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, socket: Socket) => {
    const place = request.url ?? '';
    asked.push(place);
    const known =
      options.credentials === undefined ||
      request.headers['proxy-authorization'] ===
        `Basic ${Buffer.from(options.credentials).toString('base64')}`;
    const refusal = known ? options.status : 407;
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(place) ?? [];
    join(
      socket,
      options.leadsTo === undefined ? host : '127.0.0.1',
      options.leadsTo ?? Number(port),
      () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'),
      () => socket.end('HTTP/1.1 502 Bad gateway\r\n\r\n'),
    );
  });
  return listening(server, asked, new Set());
}

/** A SOCKS5 proxy (RFC 1928) for names and IPv4; with `credentials` only for who has them (RFC 1929). */
export function socksProxy(options: { credentials?: string; reply?: number } = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    void (async () => {
      const read = reader(socket);
      const [, methods = 0] = await read(2);
      const offered = await read(methods);
      const method = options.credentials === undefined ? 0 : 2;
      socket.write(Buffer.from([5, offered.includes(method) ? method : 255]));
      if (method === 2) {
        const [, nameLength = 0] = await read(2);
        const name = (await read(nameLength)).toString();
        const [wordLength = 0] = await read(1);
        const right = `${name}:${(await read(wordLength)).toString()}` === options.credentials;
        socket.write(Buffer.from([1, right ? 0 : 1]));
        if (!right) return;
      }
      const [, , , kind] = await read(4);
      const host =
        kind === 1 ? [...(await read(4))].join('.') : (await read((await read(1))[0] ?? 0)).toString();
      const port = (await read(2)).readUInt16BE();
      asked.push(`${host}:${port}`);
      const answer = (reply: number): void =>
        void socket.write(Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]));
      if (options.reply !== undefined) answer(options.reply);
      else
        join(
          socket,
          host,
          port,
          () => answer(0),
          () => answer(5),
        );
    })();
  });
  return listening(server, asked, new Set());
}

/** Reads exactly so many bytes. */
function reader(socket: Socket): (bytes: number) => Promise<Buffer> {
  return async (bytes) => {
    for (;;) {
      const chunk = socket.read(bytes) as Buffer | null;
      if (chunk) return chunk;
      await once(socket, 'readable');
    }
  };
}
