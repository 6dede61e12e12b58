import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

const SERVER = ['/usr/sbin/nats-server', '/usr/bin/nats-server'].find((path) => existsSync(path));

/** Why tests that need a NATS server cannot run here; `undefined`: they can. */
export const NATS_MISSING =
  SERVER === undefined ? 'there is no nats-server: apt-get install nats-server' : undefined;

const START_MS = 10_000;

/** A nats-server on loopback, which ends with the process that started it at the latest. */
export class NatsServer {
  readonly url: string;
  readonly #port: number;
  readonly #config: string[];
  readonly #folder = mkdtempSync(join(tmpdir(), 'yidu-nats-'));
  #process: ChildProcess | undefined;

  private constructor(port: number, config: readonly string[], scheme: string) {
    this.#port = port;
    this.#config = [`listen: 127.0.0.1:${port}`, ...config];
    this.url = `${scheme}://127.0.0.1:${port}`;
  }

  /** With lines of its configuration file; resolves once it answers. */
  static async start(config: readonly string[] = [], scheme = 'nats'): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), config, scheme);
    await server.run();
    return server;
  }

  async run(): Promise<void> {
    if (SERVER === undefined) throw new Error(NATS_MISSING);
    const file = join(this.#folder, 'nats.conf');
    writeFileSync(file, this.#config.join('\n'));
    const child = spawn(SERVER, ['-c', file], { stdio: 'ignore' });
    this.#process = child;
    process.once('exit', () => child.kill('SIGKILL'));
    for (const end = Date.now() + START_MS; Date.now() < end;) {
      if (child.exitCode !== null) throw new Error(`nats-server ended with ${child.exitCode}`);
      if (await answers(this.#port)) return;
    }
    throw new Error('nats-server does not answer');
  }

  /** As a machine that loses its power. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** Its connections stay open, and nothing comes over them, until it goes on. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setTimeout(() => resolve(false), 20));
  });
}
