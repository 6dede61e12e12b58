import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ClientId, FileId, type UserId } from '../../src/shared/model/ids.ts';
import { inRoot } from '../../scripts/paths.ts';
import { type Answer, askFiles, codeOf, metadata } from '../support/file-relay.ts';
import { freePort } from '../support/free-port.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startProcess, type TestProcess } from '../support/processes.ts';
import { ProtocolClient } from '../support/protocol-client.ts';
import { seededIds } from '../support/seeded-random.ts';
import { SWIFT_MISSING, SwiftServer } from '../support/swift.ts';

const LIMIT_MS = 90_000;
const MB = 1024 * 1024;
const BYTES = randomBytes(21 * MB + 3);
const APPEND = 'application/offset+octet-stream';
const newId = seededIds(9);

let folder: string;
let postgres: TestPostgres;
const running: TestProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-shared-files-'));
  postgres = await startPostgres();
}, LIMIT_MS);

afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.end('SIGKILL')));
});

afterAll(async () => {
  await postgres.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Node {
  readonly port: number;
  readonly process: TestProcess;
  connect(): Promise<ProtocolClient>;
}

async function node(name: string, env: Record<string, string>): Promise<Node> {
  const port = await freePort();
  const command = [inRoot('out/main/relay.cjs'), '--data', join(folder, name), '--port', String(port)];
  const process = startProcess(command, { YIDU_RELAY_BUS: 'postgres', ...env });
  running.push(process);
  await process.printed(/(listening)/);
  return { port, process, connect: () => ProtocolClient.connect(`ws://127.0.0.1:${String(port)}/v1/socket`) };
}

interface Sender {
  readonly token: string;
}

/** Begins to send all from `offset` on, and gets no further than `until`. */
function sendSome({ port }: Node, { token }: Sender, id: FileId, offset: number, until: number): void {
  const headers = {
    authorization: `Bearer ${token}`,
    'tus-resumable': '1.0.0',
    'upload-offset': String(offset),
    'content-type': APPEND,
    'content-length': String(BYTES.length - offset),
  };
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    method: 'PATCH',
    path: `/files/${id}`,
    agent: false,
    headers,
  });
  request.on('error', () => undefined);
  request.write(BYTES.subarray(offset, until));
}

async function offsetAt({ port }: Node, sender: Sender, id: FileId): Promise<number> {
  return Number((await askFiles(port, 'HEAD', `/files/${id}`, sender)).headers['upload-offset']);
}

async function begin({ port }: Node, sender: Sender): Promise<FileId> {
  const id = FileId.parse(newId());
  const begun = await askFiles(port, 'POST', '/files', sender, {
    'upload-length': String(BYTES.length),
    'upload-metadata': metadata({ id, name: 'film.bin', type: 'video/mp4' }),
  });
  expect(begun.status).toBe(201);
  return id;
}

function append(
  { port }: Node,
  sender: Sender,
  id: FileId,
  from: number,
  to = BYTES.length,
): Promise<Answer> {
  const headers = { 'upload-offset': String(from), 'content-type': APPEND };
  return askFiles(port, 'PATCH', `/files/${id}`, sender, headers, BYTES.subarray(from, to));
}

async function say(client: ProtocolClient, peer: UserId, file: FileId): Promise<void> {
  const { conversation } = await client.request('conversation.create', { kind: 'direct', peer });
  await client.request('message.send', {
    conversation: conversation.id,
    clientId: ClientId.parse(newId()),
    content: { type: 'file', file, name: 'film.bin', size: 1, mime: 'a/b' },
  });
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** An upload begun at a node that is killed in its middle goes on at another one; what came of it is the same from each. */
async function survive(
  name: string,
  more: Record<string, string>,
): Promise<{ second: Node; bo: Sender; id: FileId }> {
  const { url } = await postgres.database();
  const env = { YIDU_RELAY_DATABASE: url, ...more };
  const first = await node(`${name}-1`, env);
  const second = await node(`${name}-2`, env);
  const anna = await (await first.connect()).register('anna');
  const bo = await (await second.connect()).register('bo');

  const id = await begin(first, anna);
  expect((await append(first, anna, id, 0, 5 * MB)).status).toBe(204);
  sendSome(first, anna, id, 5 * MB, 16 * MB);
  await expect.poll(() => offsetAt(second, anna, id), { timeout: 20_000 }).toBeGreaterThan(8 * MB);
  await first.process.end('SIGKILL');

  const offset = await offsetAt(second, anna, id);
  expect(offset).toBeLessThan(BYTES.length);
  expect((await append(second, anna, id, offset)).headers['upload-offset']).toBe(String(BYTES.length));
  const client = await second.connect();
  await client.resume(anna.token);
  await say(client, bo.user.id, id);
  const third = await node(`${name}-3`, env);
  for (const { port } of [second, third]) {
    expect(hashOf((await askFiles(port, 'GET', `/files/${id}`, bo)).body)).toBe(hashOf(BYTES));
    const range = { range: `bytes=${String(8 * MB - 2)}-${String(8 * MB + 1)}` };
    const part = await askFiles(port, 'GET', `/files/${id}`, bo, range);
    expect([part.status, part.body]).toEqual([206, BYTES.subarray(8 * MB - 2, 8 * MB + 2)]);
  }
  await third.process.end();
  expect(third.process.child.exitCode).toBe(0);
  return { second, bo, id };
}

describe('files of several nodes', () => {
  it(
    'are whole in a folder that they share, whichever node died',
    async () => {
      await survive('folder', { YIDU_RELAY_FILES_FOLDER: join(folder, 'files') });
    },
    LIMIT_MS,
  );

  // `.ci/run` installs OpenStack Swift, so this is not skipped there.
  it.skipIf(SWIFT_MISSING !== undefined)(
    `are whole in an S3-compatible store, without which a relay works on${SWIFT_MISSING === undefined ? '' : `: not tested, ${SWIFT_MISSING}`}`,
    async () => {
      const swift = await SwiftServer.start();
      try {
        const { endpoint, keyId, secret } = await swift.bucket('yidu');
        const env = {
          YIDU_RELAY_FILES_S3: endpoint,
          YIDU_RELAY_FILES_S3_BUCKET: 'yidu',
          YIDU_RELAY_FILES_S3_KEY_ID: keyId,
          YIDU_RELAY_FILES_S3_SECRET: secret,
        };
        const { second, bo, id } = await survive('s3', env);
        const other = await begin(second, bo);
        await swift.kill();
        const refused = await askFiles(second.port, 'GET', `/files/${id}`, bo);
        expect([refused.status, codeOf(refused), refused.headers['retry-after']]).toEqual([503, 'busy', '5']);
        const unsent = await append(second, bo, other, 0, 100);
        expect([unsent.status, codeOf(unsent)]).toEqual([503, 'busy']);
        const metrics = await fetch(`http://127.0.0.1:${String(second.port)}/metrics`);
        expect(await metrics.text()).toMatch(/file_store_failures_total\{operation="head"\} [1-9]/);
        await (await second.connect()).resume(bo.token);
        await second.process.end();
        expect(second.process.child.exitCode).toBe(0);
      } finally {
        await swift.close();
      }
    },
    LIMIT_MS,
  );
});
