import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import type { BenchOptions, BenchResult, Row, Target } from '../report.ts';
import { ejabberd } from './ejabberd.ts';
import { type GroupResult, runGroupLoad } from './group-load.ts';
import { plainWs } from './plain-ws.ts';
import { prosody } from './prosody.ts';
import { socketIo } from './socket-io.ts';
import type { Subject } from './subject.ts';
import { yidu } from './yidu.ts';

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
    { name: 'RSS with everybody joined, MB', actual: own?.residentMegabytes, comparison: '<=', bound: 100 },
  ];
}

/** The relay and its peers, one after the other, the same work: one sender to one group of online members. */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const members = options.option('members', 640);
  const only = options.list('only');
  // The load client keeps the last processor, the server under test gets the one before.
  const processors = cpus().length;
  const serverCpu = Math.max(0, processors - 2);
  execFileSync('taskset', ['-pc', String(processors - 1), String(process.pid)], { stdio: 'ignore' });

  const results = new Map<Subject, GroupResult>();
  const notes: string[] = [];
  const rows: Row[] = [];
  for (const subject of [yidu, ejabberd, prosody, socketIo, plainWs].filter(
    ({ name }) => !only || only.some((wanted) => name.startsWith(wanted)),
  )) {
    const missing = subject.missing();
    if (missing) {
      notes.push(`${subject.name}: ${missing}`);
      continue;
    }
    options.say(`${subject.name} …`);
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
  for (const [subject, result] of results)
    rows.push({
      table: `One sender → one group of ${members} online members`,
      subject: subject.name,
      values: {
        'deliveries / CPU-s': Math.round(result.deliveriesPerCpuSecond),
        'CPU-s / 100k at 20/s': result.cpuSecondsPer100k,
        'p50 ms': result.p50,
        'p99 ms': result.p99,
        'RSS MB': result.residentMegabytes,
        'messages/s, 8 in flight': result.messagesPerSecond,
      },
    });
  return { rows, targets: groupTargets(results.get(yidu), results.get(ejabberd)), notes };
}
