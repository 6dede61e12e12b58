import { watchLoopDelay } from '../loop-delay.ts';
import { threadCpuMs } from '../process-stats.ts';
import type { Row } from '../report.ts';

/** What a stretch of work has cost, per message. */
export interface Measured {
  readonly perSecond: number;
  readonly loopDelayP99: number;
  /** Of all threads: what other programs take from the machine does not change it much. */
  readonly cpuMicroseconds: number;
  /** Of the thread that has most to do, which is what bounds the rate on a machine with a core for each. */
  readonly busiestMicroseconds: number;
}

/** Runs it, and looks at the calling thread's event loop meanwhile. */
export async function measured(messages: number, work: () => Promise<unknown>): Promise<Measured> {
  const loopDelay = watchLoopDelay();
  const start = performance.now();
  const cpu = process.cpuUsage();
  const threads = threadCpuMs();
  await work();
  const busiest = Math.max(...[...threadCpuMs()].map(([id, ms]) => ms - (threads.get(id) ?? 0)));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - start) / 1_000;
  const delay = loopDelay();
  return {
    perSecond: Math.round(messages / seconds),
    loopDelayP99: delay.p99,
    cpuMicroseconds: (user + system) / messages,
    busiestMicroseconds: (busiest * 1_000) / messages,
  };
}

/** As a row of a table. */
export function measuredRow(
  table: string,
  subject: string,
  { perSecond, loopDelayP99, cpuMicroseconds, busiestMicroseconds }: Measured,
): Row {
  return {
    table,
    subject,
    values: {
      'messages/s': perSecond,
      'CPU µs per message': cpuMicroseconds,
      'busiest thread, CPU µs': busiestMicroseconds,
      'loop delay p99 ms': loopDelayP99,
    },
  };
}

/**
 * The longest that the calling thread works without letting anything else run; ms of its own CPU, so that what other programs take from
 * the machine is not in it.
 */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let over = false;
  let before = process.threadCpuUsage();
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1_000);
    before = process.threadCpuUsage();
    if (!over) setImmediate(look);
  };
  setImmediate(look);
  await work();
  over = true;
  return longest;
}
