import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeNextVersion } from '../../test/support/next-version.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { Life } from '../chaos/life.ts';
import type { Mishap } from '../chaos/mishaps.ts';
import { type Recovery, recoveryRow, suffer } from '../chaos/recovery.ts';
import { openStage, signInAll, type Stage } from '../chaos/stage.ts';
import { chosenBuses } from '../cluster/bench-bus.ts';
import { BUILT_RELAY } from '../relay/workspace.ts';
import type { BenchOptions, BenchResult, Row } from '../report.ts';
import { Actions } from '../soak/actions.ts';
import { Verifier } from '../soak/verify.ts';

/** Clients spread over all nodes again, and people act, for so long before each step. */
const BETWEEN_MS = 5_000;
/** What the next version has brought, and the present one does not know. */
const ADDED = { version: 9_000, oldest: 0, sql: 'ALTER TABLE lease ADD COLUMN note text' };

/** Every node to the next version, and one back. */
function upgrades({ nodes }: Stage, next: string): Mishap[] {
  const to = (index: number, program: string, name: string): Mishap => ({
    key: `${index}`,
    name: `node ${index + 1} ${name}`,
    happen: async () => nodes[index]?.replace(program),
  });
  return [
    ...nodes.map((_, index) => to(index, next, 'to the next version')),
    to(0, BUILT_RELAY, 'back to the present one'),
  ];
}

/**
 * Three nodes of the present version, `--clients=600`, `--bus=nats` or `postgres`, while `--rate=40` things a second are done: each is
 * replaced by one of the next version, which has added to the schema, and one goes back. In the end everything is compared, as `chaos`
 * does. `--seed=1`.
 */
export async function bench({ option, list, say }: BenchOptions): Promise<BenchResult> {
  const seed = option('seed', 1);
  const random = seededRandom(seed);
  const notes: string[] = [];
  const [bus = 'postgres'] = chosenBuses((list('bus') ?? ['nats']).slice(0, 1), notes);
  const next = makeNextVersion([ADDED]);
  const stage = await openStage(option('clients', 600), bus, random);
  try {
    const { devices, groups, journal } = stage;
    const life = new Life(new Actions(groups, journal, random), option('rate', 40));
    const table = `Three nodes over ${bus}, ${devices.length} clients in ${groups.length} groups, seed ${seed}`;
    await signInAll(stage);
    say(`${table}: all signed in`);
    const rows: Row[] = [];
    const recoveries: Recovery[] = [];
    life.start();
    for (const upgrade of upgrades(stage, next.program)) {
      for (const device of devices) device.drop();
      await sleep(BETWEEN_MS);
      say(`${upgrade.name} …`);
      const recovery = await suffer(stage, upgrade, life, say);
      recoveries.push(recovery);
      rows.push(recoveryRow(table, upgrade.name, recovery));
    }
    life.stop();
    const { compared, differences } = await new Verifier(journal).verify(groups);
    for (const problem of [...journal.faults, ...differences]) say(`wrong: ${problem}`);
    const none = (name: string, actual: number) => ({ name, actual, comparison: '<=', bound: 0 }) as const;
    const subject = `seed ${seed}`;
    return {
      rows: [
        ...rows,
        { table: 'Compared in the end, when all had come to rest', subject, values: { ...compared } },
      ],
      targets: [
        none('things that went wrong on the way', journal.faults.length),
        none('differences: lost, doubled, or not equal everywhere', differences.length),
        none(
          'steps after which not everything became equal',
          recoveries.filter(({ everything }) => everything === undefined).length,
        ),
      ],
      notes: [
        ...notes,
        `${cpus().length} processors for PostgreSQL, the nodes and all clients together; fsync on; a node that ends sends its clients away over 5 s; the next version runs from its sources`,
      ],
    };
  } finally {
    for (const device of stage.devices) device.stop();
    await stage.remove();
    next.remove();
  }
}
