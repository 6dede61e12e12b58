import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, residentMegabytes } from '../process-stats.ts';
import { percentile } from '../report.ts';
import { ageOf, stamped } from './stamp.ts';
import type { LoadMember, RunningSubject } from './subject.ts';

export interface GroupResult {
  readonly deliveriesPerCpuSecond: number;
  /** Of the database in the closed loop; 0 when the server has none. */
  readonly databaseCpuSeconds: number;
  readonly cpuSecondsPer100k: number;
  readonly p50: number;
  readonly p99: number;
  /** With everybody joined, before the first message. */
  readonly joinedMegabytes: number;
  /** After the closed loop. */
  readonly residentMegabytes: number;
  readonly messagesPerSecond: number;
}

export interface GroupLoad {
  readonly members: number;
  /** Messages of the closed loop, of which `inFlight` are on their way at any time. */
  readonly messages: number;
  readonly inFlight: number;
  /** The open loop: so many messages a second for so many seconds. */
  readonly rate: number;
  readonly rateSeconds: number;
}

/** One sender to one group, everybody online. Counts only what really arrived at every member. */
export async function runGroupLoad(subject: RunningSubject, load: GroupLoad): Promise<GroupResult> {
  let delivered = 0;
  let own = 0;
  let wake: () => void = () => undefined;
  const ages: number[] = [];
  let sampling = false;
  const members: LoadMember[] = [];
  for (let index = 0; index < load.members; index++) {
    members.push(
      await subject.join(index, {
        delivered(bytes, start, end) {
          delivered++;
          if (index === 0) own++;
          // One member in eight is enough for percentiles and keeps the load client out of the measurement.
          if (sampling && index % 8 === 1) ages.push(ageOf(bytes, start, end));
          wake();
        },
      }),
    );
  }
  const databaseCpu = (): number => (subject.database === undefined ? 0 : cpuSeconds(subject.database));
  const sender = members[0];
  if (!sender) throw new Error('no members');
  await sleep(10_000);
  const joined = residentMegabytes(...subject.pids);
  const until = async (done: () => boolean) => {
    const deadline = performance.now() + 120_000;
    while (!done()) {
      if (performance.now() > deadline)
        throw new Error(`only ${delivered} deliveries arrived in two minutes`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const closedLoop = async (messages: number) => {
    const base = delivered;
    own = 0;
    for (let sent = 0; sent < messages; sent++) {
      if (sent - own >= load.inFlight) await until(() => sent - own < load.inFlight);
      sender.send(stamped(sent));
    }
    await until(() => delivered - base >= messages * load.members);
  };

  await closedLoop(Math.min(100, load.messages)); // warm-up
  const cpuBefore = cpuSeconds(...subject.pids);
  const databaseBefore = databaseCpu();
  const start = performance.now();
  await closedLoop(load.messages);
  const seconds = (performance.now() - start) / 1_000;
  await sleep(1_200); // acknowledgements and receipts that follow belong to the cost
  const cpu = cpuSeconds(...subject.pids) - cpuBefore;
  const databaseAfter = databaseCpu();
  const resident = residentMegabytes(...subject.pids);

  sampling = true;
  const rateCpuBefore = cpuSeconds(...subject.pids);
  const rateBase = delivered;
  const count = load.rate * load.rateSeconds;
  const rateStart = performance.now();
  for (let n = 0; n < count; n++) {
    const due = rateStart + (n * 1_000) / load.rate;
    await sleep(Math.max(0, due - performance.now()));
    sender.send(stamped(n));
  }
  await until(() => delivered - rateBase >= count * load.members);
  await sleep(1_200);
  const rateCpu = cpuSeconds(...subject.pids) - rateCpuBefore;
  for (const member of members) member.close();

  return {
    deliveriesPerCpuSecond: (load.messages * load.members) / cpu,
    databaseCpuSeconds: databaseAfter - databaseBefore,
    cpuSecondsPer100k: (rateCpu * 100_000) / (count * load.members),
    p50: percentile(ages, 0.5),
    p99: percentile(ages, 0.99),
    joinedMegabytes: joined,
    residentMegabytes: resident,
    messagesPerSecond: load.messages / seconds,
  };
}
