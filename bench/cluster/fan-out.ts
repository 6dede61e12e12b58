import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { reportPacing } from '../../src/relay/domain/pacing.ts';
import { runGroupLoad } from '../relay/group-load.ts';
import { joinGroup } from '../relay/yidu.ts';
import type { BenchResult, Row, Target } from '../report.ts';
import type { BusKind } from './bench-bus.ts';
import { type Crossing, measureCrossing } from './crossing.ts';
import { deploy } from './deployment.ts';

export interface FanOutOptions {
  readonly nodes: readonly number[];
  readonly buses: readonly BusKind[];
  /** Of the one group, spread evenly over the nodes. */
  readonly members: number;
  readonly messages: number;
  /** Of the slow run at 20 messages/s, and of the one at 200. */
  readonly seconds: number;
  /** How often one node is measured, with and without a bus in turn; the median counts. */
  readonly repeats: number;
  readonly say: (text: string) => void;
}

const CROSSING_RATE = 200;
const LIFE_SECONDS = 600;
/** As the issue has them. */
const CROSSING_MS = 5;
const MOST_LOSS = 0.15;

interface Measured {
  readonly nodes: number;
  readonly bus: BusKind;
  readonly deliveriesPerCpuSecond: number;
  readonly crossing: Crossing;
  readonly row: Row;
}

async function measure(nodes: number, bus: BusKind, options: FanOutOptions): Promise<Measured> {
  const { members, messages, seconds } = options;
  const everybody = Array.from({ length: members }, (_, index) => index);
  // Of the second group only as many are online as there are nodes, and one more.
  const few = everybody.slice(0, nodes + 1);
  const deployment = await deploy({
    nodes,
    bus,
    population: { people: members, groups: [everybody, few] },
    spared: 1,
    lifeSeconds: LIFE_SECONDS,
  });
  try {
    // What was started before runs where it likes; the nodes have the processors before the last, this process has that one.
    execFileSync('taskset', ['-pc', String(cpus().length - 1), String(process.pid)], { stdio: 'ignore' });
    const { population, postgres } = deployment;
    const small = population.groups.slice(1);
    const crossing = await measureCrossing(
      { ...deployment, population: { ...population, groups: small } },
      { rate: CROSSING_RATE, seconds },
    );
    const database = postgres.pid();
    const every = reportPacing(members).messages;
    const result = await runGroupLoad(
      {
        pids: deployment.nodes.map(({ pid }) => pid),
        ...(database === undefined ? {} : { database }),
        join(index, listener) {
          const node = deployment.nodes[index % nodes];
          if (!node) throw new Error('no node');
          return joinGroup(node.port, population, index, listener, every);
        },
        idle: () => Promise.reject(new Error('nothing idle is measured here')),
        stop: () => Promise.resolve(),
      },
      { members, messages, inFlight: 8, rate: 20, rateSeconds: seconds },
    );
    const { deliveriesPerCpuSecond, databaseCpuSeconds } = result;
    const nodesCpu = (messages * members) / deliveriesPerCpuSecond;
    return {
      nodes,
      bus,
      deliveriesPerCpuSecond,
      crossing,
      row: {
        table: `One sender → one group of ${members} online members, spread over the nodes; ms at ${CROSSING_RATE}/s to few`,
        subject: bus === 'none' ? '1 node, no bus' : `${nodes} node${nodes === 1 ? '' : 's'}, ${bus}`,
        values: {
          'messages/s, 8 in flight': result.messagesPerSecond,
          'deliveries / CPU-s of the nodes': Math.round(deliveriesPerCpuSecond),
          'CPU-s of the nodes': nodesCpu,
          "PostgreSQL's CPU-s": databaseCpuSeconds,
          "PostgreSQL's part": databaseCpuSeconds / (databaseCpuSeconds + nodesCpu),
          'same node p50 ms': crossing.sameNode.p50,
          'p99 ms': crossing.sameNode.p99,
          ...(crossing.otherNode
            ? { 'other node p50 ms': crossing.otherNode.p50, 'other p99 ms': crossing.otherNode.p99 }
            : {}),
        },
      },
    };
  } finally {
    // Who comes next may run anywhere again.
    execFileSync('taskset', ['-pc', `0-${cpus().length - 1}`, String(process.pid)], { stdio: 'ignore' });
    await deployment.remove();
  }
}

/** What a bus and further nodes cost, beside the same relay that has neither: real processes on one PostgreSQL. */
export async function fanOutTable(options: FanOutOptions): Promise<BenchResult> {
  const several = options.buses.flatMap((bus) =>
    options.nodes.map((count): [number, BusKind] => [count, bus]),
  );
  const wanted: [number, BusKind][] = [[1, 'none'], ...several];
  const single = wanted.filter(([count]) => count === 1);
  const again = Array.from({ length: options.repeats - 1 }, () => single).flat();
  const runs: Measured[] = [];
  for (const [count, bus] of [...wanted, ...again]) {
    options.say(`fan-out, ${count} nodes, bus ${bus} …`);
    runs.push(await measure(count, bus, options));
  }
  const measured = wanted.flatMap(([count, kind]) => {
    const same = runs.filter(({ nodes, bus }) => nodes === count && bus === kind);
    same.sort((a, b) => a.deliveriesPerCpuSecond - b.deliveriesPerCpuSecond);
    return same[Math.floor(same.length / 2)] ?? [];
  });
  const alone = measured.find(({ bus }) => bus === 'none');
  const targets = options.buses.flatMap((kind): Target[] => {
    const own = measured.filter(({ bus }) => bus === kind);
    const one = own.find(({ nodes }) => nodes === 1);
    const crossings = own.flatMap(({ crossing }) => crossing.otherNode?.p50 ?? []);
    return [
      {
        name: `from node to node over ${kind} at ${CROSSING_RATE} msg/s, p50 ms, the slowest`,
        actual: crossings.length === 0 ? undefined : Math.max(...crossings),
        comparison: '<=',
        bound: CROSSING_MS,
      },
      {
        name: `fan-out efficiency that one node loses by a bus, ${kind}`,
        actual: alone && one ? 1 - one.deliveriesPerCpuSecond / alone.deliveriesPerCpuSecond : undefined,
        comparison: '<=',
        bound: MOST_LOSS,
      },
    ];
  });
  return {
    rows: measured.map(({ row }) => row),
    targets,
    notes: [
      `${cpus().length} processors: the last one for the load client, the others for the nodes, PostgreSQL wherever there is room; fsync on`,
      `one node: the median of ${options.repeats} runs by deliveries, with and without a bus in turn`,
    ],
  };
}
