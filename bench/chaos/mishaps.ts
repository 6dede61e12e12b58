import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from '../../test/support/seeded-random.ts';
import type { Stage } from './stage.ts';

/** How long each kind lasts, in seconds. */
export interface MishapTimes {
  readonly down: number;
  readonly stop: number;
  readonly cut: number;
  readonly pause: number;
}

export interface Mishap {
  /** As it is asked for. */
  readonly key: string;
  readonly name: string;
  /** Resolves when what was broken is whole again, however long the rest takes to notice. */
  happen(stage: Stage): Promise<void>;
}

/** Between two looks for connections of the bus that were made again. */
const CUT_AGAIN_MS = 200;
const CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'yidu-bus'";

async function killNodes({ nodes, random }: Stage, count: number, seconds: number): Promise<void> {
  const first = randomOf(random, nodes);
  const victims = [first, ...nodes.filter((node) => node !== first)].slice(0, count);
  await Promise.all(victims.map((node) => node.kill()));
  await sleep(seconds * 1_000);
  await Promise.all(victims.map((node) => node.run()));
}

/** Its server ends and comes back; on PostgreSQL its connections are ended as often as they are made. */
async function cutBus({ bus, postgres }: Stage, seconds: number): Promise<void> {
  if (bus.server) {
    await bus.server.kill();
    await sleep(seconds * 1_000);
    await bus.server.run();
    return;
  }
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    await postgres.query(CUT);
    await sleep(CUT_AGAIN_MS);
  }
}

/** One of each kind that there can be with this bus. */
export function mishaps({ bus: { server } }: Stage, { down, stop, cut, pause }: MishapTimes): Mishap[] {
  return [
    { key: 'node', name: 'a node is killed', happen: (stage) => killNodes(stage, 1, down) },
    { key: 'nodes', name: 'two nodes are killed', happen: (stage) => killNodes(stage, 2, down) },
    {
      key: 'postgres',
      name: 'PostgreSQL is stopped',
      async happen({ postgres }) {
        await postgres.stop('at once');
        await sleep(stop * 1_000);
        await postgres.start();
      },
    },
    { key: 'cut', name: 'the bus is cut', happen: (stage) => cutBus(stage, cut) },
    ...(server
      ? [
          {
            key: 'frozen',
            name: 'the bus is frozen',
            async happen() {
              server.pause();
              await sleep(cut * 1_000);
              server.resume();
            },
          },
        ]
      : []),
    {
      key: 'pause',
      name: 'a node is paused',
      async happen({ nodes, random }) {
        const node = randomOf(random, nodes);
        node.pause();
        await sleep(pause * 1_000);
        node.resume();
      },
    },
  ];
}
