import { randomBytes } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../src/main/store/open-store.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { type BenchOptions, percentile, type Row, type Target } from '../report.ts';
import { type Corpus, queryShapes } from './corpus.ts';
import { fill, me } from './workspace.ts';

/** Each kind is measured as often, in turns: what the machine does besides falls on both. */
const ROUNDS = 3;
const CONVERSATIONS = 200;

interface Measured {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
  readonly openMs: number;
  readonly searchMs: number;
  readonly pageMs: number;
  readonly megabytes: number;
}

/** The same work on a plain and on an encrypted store. */
export async function benchEncryption(
  options: BenchOptions,
  corpus: Corpus,
  {
    folder,
    workerPath,
    clock,
  }: { readonly folder: string; readonly workerPath: string; readonly clock: Clock },
): Promise<{ rows: Row[]; targets: Target[] }> {
  const messages = Math.min(options.option('messages', 1_000_000), 100_000);
  const key = new Uint8Array(randomBytes(32));

  async function measure(name: string, storeKey: Uint8Array | undefined): Promise<Measured> {
    const file = join(folder, `${name}.db`);
    const open = () => openStore({ file, me, key: storeKey, clock, workerPath });
    let store = await open();
    const cpu = process.cpuUsage();
    const filled = await fill(store, corpus, {
      messages,
      conversations: CONVERSATIONS,
      say: () => undefined,
    });
    const { user, system } = process.cpuUsage(cpu);
    await store.close();
    const started = performance.now();
    store = await open();
    await store.read.conversations();
    const openMs = performance.now() - started;
    const timesOf = async <T>(inputs: readonly T[], work: (input: T) => Promise<unknown>) => {
      const times: number[] = [];
      for (const input of inputs) {
        const start = performance.now();
        await work(input);
        times.push(performance.now() - start);
      }
      return percentile(times, 0.95);
    };
    const pageMs = await timesOf(filled.conversations, (id) => store.read.page(id, { at: 'latest' }, 50));
    const queries = [...queryShapes(filled.samples, 11, 20).values()].flat();
    const searchMs = await timesOf(queries, (text) =>
      store.read.search({ text, conversation: undefined, cursor: undefined, limit: 50 }),
    );
    await store.close();
    const megabytes = statSync(file).size / 1e6;
    rmSync(file);
    return {
      perSecond: filled.messagesPerSecond,
      cpuMicroseconds: (user + system) / messages,
      openMs,
      searchMs,
      pageMs,
      megabytes,
    };
  }

  const plain: Measured[] = [];
  const encrypted: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    options.say(`plain and encrypted, ${round + 1} of ${ROUNDS} …`);
    plain.push(await measure('plain', undefined));
    encrypted.push(await measure('encrypted', key));
  }
  const median = (all: readonly Measured[], of: (one: Measured) => number) => percentile(all.map(of), 0.5);
  const row = (subject: string, all: readonly Measured[]): Row => ({
    table: `Encryption at rest, ${messages.toLocaleString('en-US')} messages, medians of ${ROUNDS}`,
    subject,
    values: {
      'messages/s in': Math.round(median(all, (one) => one.perSecond)),
      'CPU µs per message': median(all, (one) => one.cpuMicroseconds),
      'open + list, ms': median(all, (one) => one.openMs),
      'page p95 ms': median(all, (one) => one.pageMs),
      'search p95 ms': median(all, (one) => one.searchMs),
      MB: median(all, (one) => one.megabytes),
    },
  });
  const cpu = (all: readonly Measured[]) => median(all, (one) => one.cpuMicroseconds);
  return {
    rows: [row('plain', plain), row('encrypted (AEGIS-256)', encrypted)],
    targets: [
      {
        name: 'CPU of an encrypted store, as a multiple of a plain one',
        actual: cpu(encrypted) / cpu(plain),
        comparison: '<=',
        bound: 1.25,
      },
    ],
  };
}
