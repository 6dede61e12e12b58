import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { chosenBuses } from '../cluster/bench-bus.ts';
import type { BenchOptions, BenchResult, Row } from '../report.ts';
import { Actions } from '../soak/actions.ts';
import { Verifier } from '../soak/verify.ts';
import { Life } from './life.ts';
import { mishaps } from './mishaps.ts';
import { type Recovery, recoveryRow, suffer } from './recovery.ts';
import { openStage, signInAll } from './stage.ts';

/** People act for so long between one mishap and the next. */
const BETWEEN_MS = 5_000;

/**
 * Three nodes, `--clients=600` in groups of 2 to 640, `--bus=nats` or `postgres`, and one mishap after the other in an order that
 * `--seed=1` gives, `--rounds=1` times each (`--mishaps=node,nodes,postgres,cut,frozen,pause`: those alone), while `--rate=40` things a second are done. Nodes stay away `--down-seconds=5`, PostgreSQL
 * `--stop-seconds=20`, the bus `--cut-seconds=10`, a paused node `--pause-seconds=30`. In the end everything is compared: what the nodes
 * say, what every client holds, and what follows from what people did. Where there is no nats-server the bus is PostgreSQL's.
 */
export async function bench({ option, list, say }: BenchOptions): Promise<BenchResult> {
  const seed = option('seed', 1);
  const random = seededRandom(seed);
  const notes: string[] = [];
  const [bus = 'postgres'] = chosenBuses((list('bus') ?? ['nats']).slice(0, 1), notes);
  const clients = option('clients', 600);
  const times = {
    down: option('down-seconds', 5),
    stop: option('stop-seconds', 20),
    cut: option('cut-seconds', 10),
    pause: option('pause-seconds', 30),
  };
  const wanted = list('mishaps');
  const stage = await openStage(clients, bus, random);
  try {
    const { devices, groups, journal } = stage;
    const actions = new Actions(groups, journal, random);
    const life = new Life(actions, option('rate', 40));
    const table = `Three nodes over ${bus}, ${devices.length} clients in ${groups.length} groups, seed ${seed}`;
    await signInAll(stage);
    say(`${table}: all signed in`);
    const rows: Row[] = [];
    const recoveries: Recovery[] = [];
    life.start();
    for (let round = 0; round < option('rounds', 1); round++) {
      const order = mishaps(stage, times)
        .filter(({ key }) => wanted?.includes(key) ?? true)
        .map((mishap) => ({ mishap, place: random() }))
        .sort((a, b) => a.place - b.place);
      for (const { mishap } of order) {
        // Whoever has fled to the nodes that were left comes to all of them again.
        for (const device of devices) device.drop();
        await sleep(BETWEEN_MS);
        say(`${mishap.name} …`);
        const recovery = await suffer(stage, mishap, life, say);
        say(JSON.stringify(recovery));
        recoveries.push(recovery);
        rows.push(recoveryRow(table, mishap.name, recovery));
        for (const node of stage.nodes) {
          if (node.isThere) continue;
          journal.fault(`the node at ${node.port} has ended by itself after: ${mishap.name}`);
          say(node.lastWords());
        }
      }
    }
    life.stop();
    const { compared, differences } = await new Verifier(journal).verify(groups);
    const problems = [...journal.faults, ...differences];
    for (const problem of problems) say(`wrong: ${problem}`);
    const refused = [...journal.sent.values()].filter(({ outcome }) => outcome === 'refused').length;
    const none = (name: string, actual: number) => ({ name, actual, comparison: '<=', bound: 0 }) as const;
    return {
      rows: [
        ...rows,
        {
          table: 'Compared in the end, when all had come to rest',
          subject: `seed ${seed}`,
          values: { ...compared, refused },
        },
      ],
      targets: [
        none('things that went wrong on the way', journal.faults.length),
        none('differences: lost, doubled, or not equal everywhere', differences.length),
        none(
          'mishaps after which not everything became equal',
          recoveries.filter(({ everything }) => everything === undefined).length,
        ),
      ],
      notes: [
        ...notes,
        `${cpus().length} processors for PostgreSQL, the nodes and all clients together; fsync on; reports are sent up to 4.5 s late, as clients may`,
      ],
    };
  } finally {
    for (const device of stage.devices) device.stop();
    await stage.remove();
  }
}
