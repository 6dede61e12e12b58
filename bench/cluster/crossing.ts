import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../report.ts';
import { ageOf, stamped } from '../relay/stamp.ts';
import { joinGroup } from '../relay/yidu.ts';
import type { Deployment } from './deployment.ts';

export interface CrossingLoad {
  readonly rate: number;
  readonly seconds: number;
}

/** From the send to the arrival, ms; `undefined`: nobody was there. */
export interface Crossing {
  readonly sameNode: Ages;
  readonly otherNode: Ages | undefined;
}

export interface Ages {
  readonly p50: number;
  readonly p99: number;
}

const ARRIVE_MS = 20_000;
/** Not measured: statements are parsed, connections are open. */
const WARM_UP = 200;
const ACKNOWLEDGE_EVERY = 10;
/** The sender waits rather than be refused for more, when this machine is busy (LIMITS.requestsInFlight). */
const IN_FLIGHT = 32;

/** One group of few: the first person at the first node sends, one listens there and one at each other node. */
export async function measureCrossing(
  { nodes, population }: Deployment,
  { rate, seconds }: CrossingLoad,
): Promise<Crossing> {
  const [first, ...others] = nodes;
  if (!first) throw new Error('no node');
  const same: number[] = [];
  const other: number[] = [];
  let arrived = 0;
  const listener = (ages: number[]) => ({
    delivered(bytes: Buffer, start: number, end: number) {
      ages.push(ageOf(bytes, start, end));
      arrived++;
    },
  });
  let own = 0;
  const sent = {
    delivered() {
      own++;
    },
  };
  const sender = await joinGroup(first.port, population, 0, sent, ACKNOWLEDGE_EVERY);
  const members = [sender, await joinGroup(first.port, population, 1, listener(same), ACKNOWLEDGE_EVERY)];
  for (const [index, { port }] of others.entries())
    members.push(await joinGroup(port, population, index + 2, listener(other), ACKNOWLEDGE_EVERY));

  const send = async (count: number): Promise<void> => {
    const [from, before, wanted] = [performance.now(), own, arrived + count * nodes.length];
    const late = from + (count * 1_000) / rate + ARRIVE_MS;
    const until = async (done: () => boolean): Promise<void> => {
      while (!done()) {
        if (performance.now() > late) throw new Error(`${wanted - arrived} deliveries did not arrive`);
        await sleep(1);
      }
    };
    for (let n = 0; n < count; n++) {
      await sleep(Math.max(0, from + (n * 1_000) / rate - performance.now()));
      await until(() => n - (own - before) < IN_FLIGHT);
      sender.send(stamped(n));
    }
    await until(() => arrived >= wanted);
  };
  await send(WARM_UP);
  same.length = other.length = 0;
  await send(rate * seconds);
  for (const member of members) member.close();
  const ages = (all: number[]): Ages => ({ p50: percentile(all, 0.5), p99: percentile(all, 0.99) });
  return { sameNode: ages(same), otherNode: others.length === 0 ? undefined : ages(other) };
}
