import { execFileSync } from 'node:child_process';
import { cpus, tmpdir } from 'node:os';
import { measureDiskFlush } from '../disk-flush.ts';
import type { BenchOptions, BenchResult, Row, Target } from '../report.ts';
import { ejabberd, ejabberdUnacknowledged } from './ejabberd.ts';
import { type GroupResult, runGroupLoad } from './group-load.ts';
import { IDLE_BASE, type IdleResult, openFileLimit, runIdleLoad } from './idle-load.ts';
import { plainWs } from './plain-ws.ts';
import { prosody } from './prosody.ts';
import { socketIo } from './socket-io.ts';
import type { Subject } from './subject.ts';
import { yidu, yiduEveryTen } from './yidu.ts';

/** Ratios to ejabberd and the memory bound, as the project's performance targets have them. */
function groupTargets(own: GroupResult | undefined, peer: GroupResult | undefined): Target[] {
  const ratio = (key: keyof GroupResult) => (own && peer ? own[key] / peer[key] : undefined);
  return [
    {
      name: "deliveries per CPU-second, times ejabberd's",
      actual: ratio('deliveriesPerCpuSecond'),
      comparison: '>=',
      bound: 15,
    },
    {
      name: "CPU per delivery at 20 messages/s, part of ejabberd's",
      actual: ratio('cpuSecondsPer100k'),
      comparison: '<=',
      bound: 1 / 4,
    },
    {
      name: "p99 at 20 messages/s, part of ejabberd's",
      actual: ratio('p99'),
      comparison: '<=',
      bound: 1 / 3,
    },
    { name: 'RSS with everybody joined, MB', actual: own?.joinedMegabytes, comparison: '<=', bound: 100 },
  ];
}

const SUBJECTS: readonly Subject[] = [
  yidu,
  yiduEveryTen,
  ejabberd,
  ejabberdUnacknowledged,
  prosody,
  socketIo,
  plainWs,
];

/** The subjects that are wanted and can run here; why others cannot goes to `notes`. */
function chosen(options: BenchOptions, notes: string[]): Subject[] {
  const only = options.list('only');
  return SUBJECTS.filter(({ name }) => !only || only.some((wanted) => name.startsWith(wanted))).filter(
    (subject) => {
      const missing = subject.missing();
      if (missing) notes.push(`${subject.name}: ${missing}`);
      return !missing;
    },
  );
}

/** One sender to one group of online members. */
async function groupTable(options: BenchOptions, serverCpu: number): Promise<BenchResult> {
  const members = options.option('members', 640);
  const results = new Map<Subject, GroupResult>();
  const notes: string[] = [];
  const rows: Row[] = [];
  for (const subject of chosen(options, notes)) {
    options.say(`group, ${subject.name} …`);
    const running = await subject.start(members, serverCpu);
    try {
      // prosody cannot keep up with more; its rate is as in the table of the measured baselines.
      const slow = subject === prosody;
      const result = await runGroupLoad(running, {
        members,
        messages: slow ? 60 : options.option('messages', 1_000),
        inFlight: 8,
        rate: slow ? 2 : 20,
        rateSeconds: options.option('seconds', 15),
      });
      results.set(subject, result);
    } finally {
      await running.stop();
    }
  }
  // After the servers' turns. The relay answers what is on the disk, most peers do not.
  const flush = await measureDiskFlush(20, options.option('seconds', 15));
  notes.push(
    `a flush of the disk under ${tmpdir()}, 20 a second: p50 ${flush.p50.toFixed(1)}, p99 ${flush.p99.toFixed(1)} ms`,
  );
  for (const [subject, result] of results)
    rows.push({
      table: `One sender → one group of ${members} online members`,
      subject: subject.name,
      values: {
        'deliveries / CPU-s': Math.round(result.deliveriesPerCpuSecond),
        'CPU-s / 100k at 20/s': result.cpuSecondsPer100k,
        'p50 ms': result.p50,
        'p99 ms': result.p99,
        'RSS MB, joined': result.joinedMegabytes,
        'RSS MB, after': result.residentMegabytes,
        'messages/s, 8 in flight': result.messagesPerSecond,
      },
    });
  return { rows, targets: groupTargets(results.get(yidu), results.get(ejabberd)), notes };
}

/** Signed-in connections that do nothing. */
async function idleTable(options: BenchOptions, serverCpu: number): Promise<BenchResult> {
  const wanted = options.option('connections', 5_000);
  const connections = Math.min(wanted, openFileLimit() - IDLE_BASE);
  const settleSeconds = options.option('settle', 30);
  const notes =
    connections < wanted
      ? [`only ${connections} idle connections: the limit of open files allows no more`]
      : [];
  const rows: Row[] = [];
  let own: IdleResult | undefined;
  for (const subject of chosen(options, notes)) {
    // Nobody acknowledges anything here.
    if (subject === yiduEveryTen || subject === ejabberdUnacknowledged) continue;
    options.say(`idle, ${subject.name} …`);
    const running = await subject.start(connections + IDLE_BASE, serverCpu);
    try {
      const result = await runIdleLoad(running, connections, settleSeconds);
      if (subject === yidu) own = result;
      rows.push({
        table: `${connections.toLocaleString('en-US')} idle connections, ${settleSeconds} s after the last came`,
        subject: subject.name,
        values: {
          'KB each': result.kilobytesEach,
          [`RSS MB with ${IDLE_BASE}`]: result.megabytesBefore,
          'RSS MB with all': result.megabytesAfter,
        },
      });
    } finally {
      await running.stop();
    }
  }
  const target: Target = {
    name: 'RSS per idle connection, KB',
    actual: own?.kilobytesEach,
    comparison: '<=',
    bound: 12,
  };
  return { rows, targets: [target], notes };
}

/**
 * The relay and its peers, one after the other, the same work. `--tables=group,idle` chooses what is measured,
 * `--only=yidu,plain` whom. All of them keep their data in the temporary folder: TMPDIR chooses another disk.
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  // The load client keeps the last processor, the server under test gets the one before.
  const processors = cpus().length;
  const serverCpu = Math.max(0, processors - 2);
  execFileSync('taskset', ['-pc', String(processors - 1), String(process.pid)], { stdio: 'ignore' });
  const tables = options.list('tables') ?? ['group', 'idle'];
  const results: BenchResult[] = [];
  if (tables.includes('group')) results.push(await groupTable(options, serverCpu));
  if (tables.includes('idle')) results.push(await idleTable(options, serverCpu));
  return {
    rows: results.flatMap(({ rows }) => rows),
    targets: results.flatMap(({ targets }) => targets),
    notes: [...new Set(results.flatMap(({ notes }) => notes))],
  };
}
