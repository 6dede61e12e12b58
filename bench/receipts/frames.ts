import { setTimeout as sleep } from 'node:timers/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { startChildServer } from '../relay/child-server.ts';
import { prepareWorkspace, startRelayServer } from '../relay/workspace.ts';
import type { BenchOptions, BenchResult, Row, Target } from '../report.ts';
import { FrameCounter } from './frame-counter.ts';
import { joinAsOurClient, type Member } from './our-member.ts';
import { joinSimply } from './simple-member.ts';

/** Over the whole group, whoever sends. */
const MESSAGES_PER_SECOND = 10;
/** Longer than any member waits with a report, so that reports of the warm-up and of the window even out. */
const WARM_UP_S = 20;
const WARM_UP_SIMPLE_S = 3;

interface Case {
  readonly name: string;
  readonly members: number;
  readonly online: number;
  readonly senders: number;
  /** Frames beyond the delivery, per message. */
  readonly bound: number;
}

const CASES: readonly Case[] = [
  { name: 'group of 200, 40 online', members: 200, online: 40, senders: 1, bound: 3 },
  { name: 'group of 640, all online', members: 640, online: 640, senders: 1, bound: 35 },
  { name: 'group of 640, all online, 8 senders', members: 640, online: 640, senders: 8, bound: 35 },
];

interface RunningDesign {
  readonly members: readonly Member[];
  stop(): Promise<void>;
}

interface Design {
  readonly name: string;
  readonly warmUpSeconds: number;
  start(one: Case, counter: FrameCounter, cpu: number): Promise<RunningDesign>;
}

async function joinAll(count: number, join: (index: number) => Promise<Member>): Promise<Member[]> {
  const members: Member[] = [];
  for (let index = 0; index < count; index++) members.push(await join(index));
  return members;
}

function simpleDesign(name: string, mode: 'naive' | 'batched'): Design {
  return {
    name,
    warmUpSeconds: WARM_UP_SIMPLE_S,
    async start({ online }, counter, cpu) {
      const program = fileURLToPath(new URL('./simple-server.ts', import.meta.url));
      const server = await startChildServer({
        command: [process.execPath, program, mode],
        cpu,
        ready: /listening (\d+)/,
      });
      const members = await joinAll(online, () =>
        joinSimply(Number(server.match), counter, mode === 'naive'),
      );
      return { members, stop: () => server.stop() };
    },
  };
}

const ourDesign: Design = {
  name: 'yidu relay and client',
  warmUpSeconds: WARM_UP_S,
  async start({ members: size, online }, counter, cpu) {
    const everybody = Array.from({ length: size }, (_, index) => index);
    const workspace = await prepareWorkspace({ people: size, groups: [everybody] });
    const server = await startRelayServer(workspace.folder, cpu);
    const [conversation] = workspace.groups;
    const members = await joinAll(online, (index) => {
      const person = workspace.people[index];
      const token = person?.tokens[0];
      if (!conversation || !person || !token) throw new Error('too few people');
      const port = Number(server.match);
      return joinAsOurClient({ port, conversation, user: person.user, token, counter });
    });
    return {
      members,
      async stop() {
        await server.stop();
        workspace.remove();
      },
    };
  },
};

const DESIGNS: readonly Design[] = [
  simpleDesign('naive: each message acknowledged, each acknowledgement told', 'naive'),
  simpleDesign('batched: acknowledged every 10 messages or 1 s, told once a second', 'batched'),
  ourDesign,
];

/** Sends at the rate for so long, the senders in turn, and gives how many were sent. */
async function speak(members: readonly Member[], senders: number, seconds: number): Promise<number> {
  const count = seconds * MESSAGES_PER_SECOND;
  const start = performance.now();
  for (let n = 0; n < count; n++) {
    await sleep(Math.max(0, start + (n * 1_000) / MESSAGES_PER_SECOND - performance.now()));
    await members[n % senders]?.send(`message ${n} 大家好，会议改到三点`);
  }
  await sleep(Math.max(0, start + seconds * 1_000 - performance.now()));
  return count;
}

async function measure(design: Design, one: Case, seconds: number): Promise<[FrameCounter, number]> {
  const counter = new FrameCounter();
  const running = await design.start(one, counter, Math.max(0, cpus().length - 2));
  try {
    await speak(running.members, one.senders, design.warmUpSeconds);
    counter.counting = true;
    const messages = await speak(running.members, one.senders, seconds);
    counter.counting = false;
    return [counter, messages];
  } finally {
    for (const member of running.members) member.close();
    await running.stop();
  }
}

/** What a message costs in frames beyond its delivery, while a group talks and everybody who is online reads along. */
export async function framesTable(options: BenchOptions): Promise<BenchResult> {
  const seconds = options.option('seconds', 30);
  const rows: Row[] = [];
  const targets: Target[] = [];
  for (const one of CASES) {
    for (const design of DESIGNS) {
      options.say(`frames, ${one.name}, ${design.name} …`);
      const [counter, messages] = await measure(design, one, seconds);
      const perMessage = (frames: number): number => frames / messages;
      rows.push({
        table: `Frames beyond the delivery, per message: ${one.name}, ${MESSAGES_PER_SECOND} messages/s`,
        subject: design.name,
        values: {
          all: perMessage(counter.beyond()),
          reports: perMessage(counter.of('report')),
          'oks of them': perMessage(counter.of('ok')),
          'receipts told': perMessage(counter.of('receipt')),
          'counts asked': perMessage(counter.of('counts')),
          other: perMessage(counter.of('other')),
          'KB down': perMessage(counter.bytesDown) / 1_000,
        },
      });
      if (design === ourDesign)
        targets.push({
          name: `frames beyond the delivery, ${one.name}`,
          actual: perMessage(counter.beyond()),
          comparison: '<=',
          bound: one.bound,
        });
    }
  }
  return {
    rows,
    targets,
    notes: [
      'every member reads each message as it comes; all frames of both directions, but the message itself',
    ],
  };
}
