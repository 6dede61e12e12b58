import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { v7 } from 'uuid';
import { openStore } from '../../src/main/store/open-store.ts';
import { UserId } from '../../src/shared/model/ids.ts';
import type { BenchOptions, BenchResult } from '../report.ts';
import { manualCorpus, randomCorpus } from '../store/corpus.ts';
import { fill, me } from '../store/workspace.ts';
import { type StartPlan, StartReport } from './plan.ts';

const client = fileURLToPath(new URL('client.ts', import.meta.url));
const workerPath = fileURLToPath(new URL('../../out/main/store-worker.cjs', import.meta.url));
const clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(ms: number, task: () => void) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** A client with a long history starts while thousands of messages wait for it. */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const messages = options.option('messages', 1_000_000);
  const waiting = { conversations: 50, each: Math.round(options.option('waiting', 5_000) / 50) };
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    options.say('start: filling …');
    const file = join(folder, 'store.db');
    const store = await openStore({ file, me, clock, workerPath });
    const corpus = manualCorpus(3) ?? randomCorpus(3);
    const { conversations } = await fill(store, corpus, { messages, conversations: 500, say: options.say });
    const rows = await store.read.conversationsById(conversations);
    await store.close();
    const plan: StartPlan = {
      file,
      workerPath,
      me,
      sender: UserId.parse(v7()),
      conversations: rows.map(({ id, headSeq, unread }) => ({ id, headSeq, unread })),
      waiting,
    };
    const planFile = join(folder, 'plan.json');
    writeFileSync(planFile, JSON.stringify(plan));
    options.say('start: starting …');
    const { stdout } = await promisify(execFile)(process.execPath, [client, planFile], { timeout: 120_000 });
    const seen = StartReport.parse(JSON.parse(stdout));
    const usable = Math.max(seen.firstScreenMs, seen.onlineMs, seen.rightMs);
    const target = (name: string, actual: number, bound: number) =>
      ({ name: `start: ${name}`, actual, comparison: '<=', bound }) as const;
    return {
      rows: [
        {
          table: `A start with ${messages.toLocaleString('en-US')} messages on disk and ${(waiting.each * 50).toLocaleString('en-US')} waiting, ms`,
          subject: corpus.name,
          values: {
            'store open': seen.openedMs,
            'first screen': seen.firstScreenMs,
            online: seen.onlineMs,
            'list right': seen.rightMs,
            'all on disk': seen.storedMs,
            'CPU, all threads': seen.cpuMs,
            'loop delay p99': seen.loopDelayP99,
            'loop delay max': seen.loopDelayMax,
          },
        },
      ],
      targets: [
        target('usable, ms', usable, 2_000),
        target('CPU ms until all is on disk', seen.cpuMs, 2_000),
        target('loop delay p99, ms', seen.loopDelayP99, 5),
      ],
      notes: [
        `loading the sources took ${Math.round(seen.loadedMs)} ms (${Math.round(seen.loadCpuMs)} of CPU) before that; a built client loads one file`,
        `load average ${loadavg()
          .map((load) => load.toFixed(1))
          .join(' ')}`,
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
