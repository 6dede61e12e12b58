import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { dirname, join, relative, resolve } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AdminDesk } from '../admin/desk.ts';
import { answerError, answerOk, readJson } from '../transport/json-http.ts';

/** Header by which the command line says which user of this machine runs it. */
export const OPERATOR_HEADER = 'x-yidu-operator';

/** Bytes that the system takes for the path of a socket, at least. */
const MAX_SOCKET_PATH = 100;

/**
 * Where the command line reaches the relay of a data folder: a socket in a folder of its own there, or a pipe named after it.
 * `undefined`: the path is too long for the system.
 */
export function controlPath(
  dataFolder: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const folder = resolve(dataFolder);
  if (platform === 'win32') {
    const name = createHash('sha256').update(folder.toLowerCase()).digest('hex').slice(0, 32);
    return `\\\\.\\pipe\\yidu-relay-${name}`;
  }
  const absolute = join(folder, 'control', 'admin.sock');
  return [absolute, relative(process.cwd(), absolute)].find(
    (path) => Buffer.byteLength(path) <= MAX_SOCKET_PATH,
  );
}

export interface ControlServer {
  /** Takes nothing new, and ends what is under way after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/**
 * Answers the command line of this machine: whoever can open the data folder may do everything. Rejects when it cannot listen.
 * The caller has the folder's database to itself, so what lies at the path is left over.
 */
export async function listenControl(path: string, desk: AdminDesk, logger: Logger): Promise<ControlServer> {
  const isFile = !path.startsWith('\\\\');
  if (isFile) {
    // Before there is a socket that anybody could open: the folder is its owner's alone, whatever the one around it is.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    chmodSync(dirname(path), 0o700);
    rmSync(path, { force: true });
  }
  const server = createServer((request, response) => {
    run(desk, request).then(
      (value) => answerOk(response, value),
      (error: unknown) => {
        const known = AppError.from(error);
        if (known.code === 'internal') logger.error({ err: known.cause ?? known }, 'operation failed');
        answerError(response, known);
      },
    );
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(path, () => {
      server.off('error', failed);
      server.on('error', (error) => logger.error({ err: error }, 'control socket failed'));
      done();
    });
  });
  if (isFile) chmodSync(path, 0o600);
  return {
    async close(graceMs) {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      const limit = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(limit);
    },
  };
}

async function run(desk: AdminDesk, request: IncomingMessage): Promise<unknown> {
  const operator = request.headers[OPERATOR_HEADER];
  if (request.method !== 'POST' || typeof operator !== 'string') throw new AppError('unknown_command');
  const args = await readJson(request);
  const actor = {
    origin: 'command-line',
    user: null,
    operator: operator.slice(0, 200),
    address: null,
  } as const;
  return desk.run(actor, (request.url ?? '').slice(1), args);
}
