import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Options } from '../../src/relay/blobs/s3-bucket.ts';
import { inRoot } from '../../scripts/paths.ts';
import { freePort } from './free-port.ts';

const PYTHON = '/usr/bin/python3';

/** Why tests that need an S3-compatible store cannot run here; `undefined`: they can. */
export const SWIFT_MISSING =
  spawnSync(PYTHON, ['-c', 'import swift.proxy, lxml']).status === 0
    ? undefined
    : 'there is no OpenStack Swift: apt-get install python3-swift';

const KEY_ID = 'test:tester';
const SECRET = 'testing';

/** OpenStack Swift with its S3 API on loopback, objects in its memory; it ends with the process that started it at the latest. */
export class SwiftServer {
  readonly options: Omit<S3Options, 'onFailure' | 'bucket'>;
  readonly #port: number;
  readonly #folders: string[] = [];
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.options = {
      endpoint: `http://127.0.0.1:${String(port)}`,
      region: 'us-east-1',
      pathStyle: true,
      keyId: KEY_ID,
      secret: SECRET,
    };
  }

  static async start(): Promise<SwiftServer> {
    const server = new SwiftServer(await freePort());
    await server.run();
    return server;
  }

  /** Again it is empty. */
  async run(): Promise<void> {
    if (SWIFT_MISSING !== undefined) throw new Error(SWIFT_MISSING);
    const folder = mkdtempSync(join(tmpdir(), 'yidu-swift-'));
    this.#folders.push(folder);
    const args = [inRoot('test/support/swift-s3.py'), folder, String(this.#port), KEY_ID, SECRET];
    const child = spawn(PYTHON, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      let log = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        log = (log + text).slice(-5_000);
      });
      child.stdout.once('data', () => resolve());
      child.once('exit', () => reject(new Error(`Swift did not start: ${log}`)));
    });
  }

  /** A bucket of this name, which is there from now on. */
  async bucket(name: string): Promise<S3Options & { readonly onFailure: () => void }> {
    const { CreateBucketCommand, S3Client } = await import('@aws-sdk/client-s3');
    const { endpoint, region, keyId: accessKeyId, secret: secretAccessKey } = this.options;
    const credentials = { accessKeyId, secretAccessKey };
    const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
    await client.send(new CreateBucketCommand({ Bucket: name }));
    client.destroy();
    return { ...this.options, bucket: name, onFailure: () => undefined };
  }

  /** Its connections stay open, and nothing comes over them, until it goes on. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
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

  async close(): Promise<void> {
    await this.kill();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}
