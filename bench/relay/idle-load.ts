import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { residentMegabytes } from '../process-stats.ts';
import type { RunningSubject } from './subject.ts';

export interface IdleResult {
  readonly connections: number;
  readonly kilobytesEach: number;
  readonly megabytesBefore: number;
  readonly megabytesAfter: number;
}

/** Connections that are open before anything is measured, so that what a server loads once is not counted. */
export const IDLE_BASE = 100;
/** Sign-ins under way at a time. */
const AT_ONCE = 50;
/** Sockets of the load client that are none of the connections. */
const OTHER_FILES = 200;

/** How many files a process here may open. */
export function openFileLimit(): number {
  const [, limit] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return Number(limit ?? 1_024) - OTHER_FILES;
}

/** Memory of signed-in connections that do nothing. The server gets time to come to rest, and no help in it. */
export async function runIdleLoad(
  subject: RunningSubject,
  connections: number,
  settleSeconds: number,
): Promise<IdleResult> {
  const open: { close(): void }[] = [];
  const openTo = async (count: number): Promise<void> => {
    while (open.length < count) {
      const batch = Array.from({ length: Math.min(AT_ONCE, count - open.length) }, (_, i) =>
        subject.idle(open.length + i),
      );
      open.push(...(await Promise.all(batch)));
    }
  };
  await openTo(IDLE_BASE);
  await sleep(settleSeconds * 1_000);
  const before = residentMegabytes(...subject.pids);
  await openTo(IDLE_BASE + connections);
  await sleep(settleSeconds * 1_000);
  const after = residentMegabytes(...subject.pids);
  for (const connection of open) connection.close();
  return {
    connections,
    kilobytesEach: ((after - before) * 1_000) / connections,
    megabytesBefore: before,
    megabytesAfter: after,
  };
}
