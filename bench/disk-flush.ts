import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from './report.ts';

export interface DiskFlush {
  readonly p50: number;
  readonly p99: number;
}

/** Pages of a commit in a write-ahead log, about. */
const BYTES = 8_192;

/**
 * What the disk of the temporary folder needs for a flush, in ms: `rate` times a second for so many seconds, into a growing file. Whoever
 * answers only what is on the disk cannot be faster.
 */
export async function measureDiskFlush(rate: number, seconds: number): Promise<DiskFlush> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-flush-'));
  const file = await open(join(folder, 'log'), 'w');
  const took: number[] = [];
  try {
    const start = performance.now();
    for (let n = 0; n < rate * seconds; n++) {
      await sleep(Math.max(0, start + (n * 1_000) / rate - performance.now()));
      await file.write(Buffer.alloc(BYTES, n), 0, BYTES, n * BYTES);
      const before = performance.now();
      await file.datasync();
      took.push(performance.now() - before);
    }
  } finally {
    await file.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
}
