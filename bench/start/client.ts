/** The client's store and engine in a process of its own, without a window. Its first argument is the plan, its output the report. */
import { readFileSync } from 'node:fs';
import { v7 } from 'uuid';
import { openStore } from '../../src/main/store/open-store.ts';
import { createEngine } from '../../src/main/sync/create-engine.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import type { MessageCreated } from '../../src/shared/model/event.ts';
import { ClientId } from '../../src/shared/model/ids.ts';
import { watchLoopDelay } from '../loop-delay.ts';
import { StandInRelay } from '../store/stand-in-relay.ts';
import { headOf } from '../store/workspace.ts';
import { StartPlan, type StartReport } from './plan.ts';

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const { file, workerPath, me, sender, conversations, waiting } = StartPlan.parse(
  JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')),
);
const behind = conversations.slice(0, waiting.conversations);
const person = { id: me, name: 'me', displayName: 'Me' };
const relay = new StandInRelay(
  person,
  behind.map(({ id, headSeq, unread }, index) => ({
    ...headOf(id, index),
    headSeq: headSeq + waiting.each,
    headOrdinal: headSeq + waiting.each,
    unread: unread + waiting.each,
  })),
  2,
);
for (const { id, headSeq } of behind)
  relay.keep(
    id,
    Array.from({ length: waiting.each }, (_, n): MessageCreated => {
      const seq = headSeq + n + 1;
      const content = { type: 'text', text: `第${seq}条 message that waited` } as const;
      const at = Date.now() - (waiting.each - n) * 1_000;
      const clientId = ClientId.parse(v7());
      return {
        kind: 'message.created',
        conversation: id,
        seq,
        ordinal: seq,
        sender,
        at,
        clientId,
        content,
      };
    }),
  );
const expected = new Map(conversations.map(({ id, headSeq }) => [id, headSeq]));
for (const { id, headSeq } of behind) expected.set(id, headSeq + waiting.each);
const total =
  conversations.reduce((sum, { unread }) => sum + unread, 0) + waiting.conversations * waiting.each;

const loadedMs = performance.now();
const loadCpuMs = cpuMs();
const loopDelay = watchLoopDelay();
const since = (): number => performance.now() - loadedMs;

const store = await openStore({ file, me, clock, workerPath });
const openedMs = since();
const engine = createEngine({
  store,
  dialer: relay,
  url: 'ws://bench/v1/socket',
  token: 'a-token-of-twenty-characters',
  me: person,
  version: 'bench',
  clock,
  random: Math.random,
  makeId: v7,
  logger: SILENT_LOGGER,
});
let onlineMs: number | undefined;
engine.on('session.changed', ({ kind }) => {
  if (kind === 'online') onlineMs ??= since();
});
engine.start();

async function isRight(): Promise<boolean> {
  const seqs = await engine.headSeqs();
  return (
    (await engine.totalUnread()) === total &&
    seqs.size === expected.size &&
    [...seqs].every(([id, headSeq]) => expected.get(id) === headSeq)
  );
}

async function isStored(): Promise<boolean> {
  for (const { id, headSeq } of behind)
    if ((await store.read.missing(id, headSeq + 1, headSeq + waiting.each)).length > 0) return false;
  return true;
}

const { conversations: rows } = await engine.handle['conversation.list']({});
const first = rows[0];
if (!first) throw new Error('the list is empty');
await engine.handle['timeline.page']({ conversation: first.id, anchor: { at: 'latest' }, limit: 50 });
const firstScreenMs = since();

const until = async (done: () => boolean | Promise<boolean>): Promise<number> => {
  while (!(await done())) {
    if (since() > 60_000) throw new Error('not right within a minute');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return since();
};
await until(() => onlineMs !== undefined);
const rightMs = await until(isRight);
const storedMs = await until(isStored);
const delay = loopDelay();
const report: StartReport = {
  loadedMs,
  openedMs,
  firstScreenMs,
  onlineMs: onlineMs ?? Number.NaN,
  rightMs,
  storedMs,
  cpuMs: cpuMs() - loadCpuMs,
  loadCpuMs,
  loopDelayP99: delay.p99,
  loopDelayMax: delay.max,
};
await engine.stop();
process.stdout.write(JSON.stringify(report));
