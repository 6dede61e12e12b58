import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** A process and all its descendants: servers that fork are measured whole. Linux only. */
export function processTree(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      // The command name may hold spaces and brackets: fields count from the last one.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(entry), Number(fields[1]));
    } catch {
      // Gone between listing and reading.
    }
  }
  const tree = [pid];
  for (let i = 0; i < tree.length; i++)
    for (const [child, parent] of parents) if (parent === tree[i]) tree.push(child);
  return tree;
}

/** User and system CPU seconds of process trees, from /proc; resolution 10 ms. */
export function cpuSeconds(...pids: readonly number[]): number {
  let ticks = 0;
  for (const member of pids.flatMap(processTree)) {
    try {
      const stat = readFileSync(`/proc/${member}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // Gone.
    }
  }
  return ticks / ticksPerSecond;
}

/** User and system CPU ms of each thread of this process by its id, from /proc; resolution 10 ms. */
export function threadCpuMs(): Map<string, number> {
  const times = new Map<string, number>();
  for (const thread of readdirSync('/proc/self/task')) {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    times.set(thread, ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1_000);
  }
  return times;
}

/** Resident memory of process trees in MB (10^6 bytes). */
export function residentMegabytes(...pids: readonly number[]): number {
  let kilobytes = 0;
  for (const member of pids.flatMap(processTree)) {
    try {
      const match = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${member}/status`, 'utf8'));
      kilobytes += Number(match?.[1] ?? 0);
    } catch {
      // Gone.
    }
  }
  return (kilobytes * 1024) / 1e6;
}
