import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inRoot } from '../../scripts/paths.ts';
import { isMessage } from '../../src/shared/model/event.ts';
import { freePort } from '../../test/support/free-port.ts';
import { ProtocolClient } from '../../test/support/protocol-client.ts';
import type { BenchOptions, BenchResult, Row } from '../report.ts';
import { Victim } from './victim.ts';

const MIB = 1024 * 1024;

/**
 * One file from client to relay while both are killed (SIGKILL) again and again: it arrives whole, and memory does not grow with
 * it. What memory is without a large file says a small one first. `--megabytes=1024` and `--kills=5` of each side.
 */
export async function bench({ option, say }: BenchOptions): Promise<BenchResult> {
  const megabytes = option('megabytes', 1_024);
  const kills = option('kills', 5);
  const small = await send(SMALL_MIB * MIB, 0, say);
  const large = await send(megabytes * MIB, kills, say);
  return {
    rows: [row(`${SMALL_MIB} MiB`, small), row(`${megabytes} MiB`, large)],
    targets: [
      {
        name: 'hash equal (1 = yes)',
        actual: Number(small.equal && large.equal),
        comparison: '>=',
        bound: 1,
      },
      { name: 'kills of either side', actual: Math.min(...large.kills), comparison: '>=', bound: kills },
      {
        name: 'memory of the relay beyond that with a small file, MB',
        actual: large.relayPeak - small.relayPeak,
        comparison: '<=',
        bound: 100,
      },
      {
        name: 'memory of the client beyond that with a small file, MB',
        actual: large.clientPeak - small.clientPeak,
        comparison: '<=',
        bound: 100,
      },
    ],
    notes: [
      'both sides on one machine over loopback; a kill is SIGKILL; RSS is the largest of any life, sampled every 50 ms',
      'the client runs from its sources, which costs it some 60 MB that a built one does not take',
    ],
  };
}

const SMALL_MIB = 16;

interface Outcome {
  readonly equal: boolean;
  readonly kills: readonly [client: number, relay: number];
  readonly seconds: number;
  /** Bytes that had left the client before and left it again. */
  readonly twice: number;
  readonly clientPeak: number;
  readonly relayPeak: number;
}

function row(subject: string, outcome: Outcome): Row {
  return {
    table: 'a file from client to relay, both killed meanwhile',
    subject,
    values: {
      'client kills': outcome.kills[0],
      'relay kills': outcome.kills[1],
      seconds: outcome.seconds,
      'MiB sent twice': outcome.twice / MIB,
      'client RSS, MB': outcome.clientPeak,
      'relay RSS, MB': outcome.relayPeak,
      'equal hash': outcome.equal ? 'yes' : 'NO',
    },
  };
}

async function send(size: number, kills: number, say: (text: string) => void): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'yidu-bench-files-'));
  const port = await freePort();
  const url = `ws://127.0.0.1:${port}/v1/socket`;
  let listening: () => void = () => undefined;
  const relay = new Victim(
    () => [
      '--max-semi-space-size=4',
      ...[inRoot('out/main/relay.cjs'), '--data', join(folder, 'relay'), '--port', String(port)],
    ],
    (line) => {
      if (line.includes('listening')) listening();
    },
  );
  const up = (): Promise<void> => {
    const ready = new Promise<void>((resolve) => (listening = resolve));
    relay.start();
    return ready;
  };
  let client: Victim | undefined;

  try {
    say(`writing ${size / MIB} MiB …`);
    const source = join(folder, 'source.bin');
    const hash = await writeNoise(source, size);
    await up();
    const { sender, receiver, conversation } = await introduce(url);

    let bytes = 0;
    let sent = 0;
    let finish: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    client = new Victim(
      (life) => [
        inRoot('bench/files/client.ts'),
        // With `=`, because a token may begin with a dash.
        ...[`--folder=${join(folder, 'client')}`, `--url=${url}`, `--token=${sender.token}`],
        ...[`--user=${sender.user}`, `--conversation=${conversation}`],
        ...(life === 0 ? ['--path', source] : []),
      ],
      (line) => {
        const now = Number(/^running (\d+)$/.exec(line)?.[1] ?? Number.NaN);
        if (now > bytes) sent += now - bytes;
        if (!Number.isNaN(now)) bytes = now;
        if (line === 'done') finish();
      },
    );
    const started = performance.now();
    client.start();
    // Between the kills, equal parts of the file.
    for (let kill = 1; kill <= 2 * kills; kill++) {
      const threshold = (size * kill) / (2 * kills + 1);
      await Promise.race([done, passed(() => bytes >= threshold)]);
      if (kill % 2 === 1) {
        say(`killing the client at ${Math.round(bytes / MIB)} MiB`);
        await client.kill();
        client.start();
      } else {
        say(`killing the relay at ${Math.round(bytes / MIB)} MiB`);
        await relay.kill();
        await up();
      }
    }
    await done;
    const file = await arrival(url, receiver.token, conversation);
    const seconds = (performance.now() - started) / 1_000;
    const fetched = await hashOf(`http://127.0.0.1:${port}/files/${file}`, receiver.token);
    return {
      equal: fetched === hash,
      kills: [client.kills, relay.kills],
      seconds,
      twice: Math.max(0, sent - size),
      clientPeak: client.peak,
      relayPeak: relay.peak,
    };
  } finally {
    await client?.kill();
    await relay.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Known {
  readonly user: string;
  readonly token: string;
}

/** Two people, and their conversation. */
async function introduce(url: string): Promise<{ sender: Known; receiver: Known; conversation: string }> {
  const [first, second] = [await ProtocolClient.connect(url), await ProtocolClient.connect(url)];
  const sender = await first.register('sender');
  const receiver = await second.register('receiver');
  const peer = receiver.user.id;
  const { conversation } = await first.request('conversation.create', { kind: 'direct', peer });
  first.close();
  second.close();
  return {
    sender: { user: sender.user.id, token: sender.token },
    receiver: { user: peer, token: receiver.token },
    conversation: conversation.id,
  };
}

/** Bytes that do not compress and do not repeat within a disk's block; gives their SHA-256. */
async function writeNoise(path: string, size: number): Promise<string> {
  const noise = randomBytes(MIB + 4_096);
  const hash = createHash('sha256');
  const chunks = (function* (): Generator<Buffer> {
    for (let written = 0, n = 0; written < size; written += MIB, n++) {
      const chunk = noise.subarray(n % 4_096, (n % 4_096) + Math.min(MIB, size - written));
      hash.update(chunk);
      yield chunk;
    }
  })();
  await pipeline(Readable.from(chunks), createWriteStream(path));
  return hash.digest('hex');
}

async function passed(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Waits until the receiver sees the file, and gives its id. */
async function arrival(url: string, token: string, conversation: string): Promise<string> {
  const client = await ProtocolClient.connect(url);
  await client.resume(token);
  for (;;) {
    const { events } = await client.request('timeline.pull', { conversation, from: 1, to: 100, limit: 100 });
    const message = events.find(isMessage);
    if (message?.content.type === 'file') {
      client.close();
      return message.content.file;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function hashOf(url: string, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { authorization: `Bearer ${token}` } }, (response) => {
      const hash = createHash('sha256');
      pipeline(response, hash).then(() => resolve(hash.digest('hex')), reject);
    }).on('error', reject);
  });
}
