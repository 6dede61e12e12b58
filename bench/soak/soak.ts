/** `npm run soak -- [--clients=2000] [--minutes=10] [--seed=1] [--rate=40] [--kills=3]`. Exits with 1 when anything differs. */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildIfNeeded } from '../../scripts/build.ts';
import { randomOf, seededRandom } from '../../test/support/seeded-random.ts';
import { residentMegabytes } from '../process-stats.ts';
import type { ChildServer } from '../relay/child-server.ts';
import { freePort } from '../relay/free-port.ts';
import { prepareWorkspace, startRelayServer } from '../relay/workspace.ts';
import { Actions, type SoakGroup } from './actions.ts';
import { Device } from './device.ts';
import { Journal } from './journal.ts';
import { judgeMemory, type MemorySample } from './memory.ts';
import { planGroups } from './office-plan.ts';
import { Verifier } from './verify.ts';

const DEVICES_PER_PERSON = 2;
const TICK_MS = 100;
const SAMPLE_MS = 5_000;
/** Looks per action: reading is what people do most. */
const LOOKS = 4;
/** Part of the devices that lose their link, per second. */
const CHURN = 0.002;
/** Between two rounds of devices that read nothing, or ask for much and read nothing. */
const SLOW_MS = 15_000;
const HANG_MS = 8_000;
const HOG_MS = 12_000;
const SETTLE_MS = 120_000;

const { values } = parseArgs({ strict: false });
const option = (name: string, fallback: number): number =>
  typeof values[name] === 'string' ? Number(values[name]) : fallback;
const clients = option('clients', 2_000);
const minutes = option('minutes', 10);
const seed = option('seed', 1);
const rate = option('rate', 40);
const kills = option('kills', 3);

buildIfNeeded();
const random = seededRandom(seed);
const journal = new Journal();
const started = performance.now();
const say = (text: string): void =>
  console.log(`${((performance.now() - started) / 1_000).toFixed(0).padStart(4)} s  ${text}`);

// The clients keep the last processor, the relay gets the one before.
const relayCpu = Math.max(0, cpus().length - 2);
execFileSync('taskset', ['-pc', String(cpus().length - 1), String(process.pid)], { stdio: 'ignore' });

const peopleCount = Math.max(6, Math.ceil(clients / DEVICES_PER_PERSON));
const plans = planGroups(peopleCount, random);
const workspace = await prepareWorkspace({
  people: peopleCount,
  devicesPerPerson: DEVICES_PER_PERSON,
  groups: plans.map(({ members }) => members),
});
const port = await freePort();
const startRelay = (): Promise<ChildServer> =>
  startRelayServer(workspace.folder, relayCpu, '--port', String(port));
let relay = await startRelay();
let samples: MemorySample[] = [];
let relayStarted = performance.now();

const office = { port: () => port, journal, random };
const people = workspace.people.map(({ user, tokens }) => ({
  user,
  devices: tokens.map((token) => new Device(user, token, office)),
}));
const devices = people.flatMap((person) => person.devices);
const groups: SoakGroup[] = plans.map(({ members, guests }, index) => {
  const id = workspace.groups[index];
  if (!id) throw new Error('a group was not made');
  return { id, people: [...members, ...guests].flatMap((at) => people[at] ?? []) };
});
const actions = new Actions(groups, journal, random);

function online(): number {
  return devices.filter((device) => device.online).length;
}

function status(): string {
  return `relay ${residentMegabytes(relay.pid).toFixed(0)} MB, ${online()} online, ${actions.said} said, ${journal.connects} sign-ins, ${journal.closes} links ended, ${journal.cuts} of them cut as slow readers`;
}

async function killRelay(): Promise<void> {
  await relay.kill();
  say('relay killed (SIGKILL)');
  relay = await startRelay();
  samples = [];
  relayStarted = performance.now();
}

function slowRound(): void {
  for (let n = 0; n < 3; n++) void randomOf(random, devices).hang(HANG_MS);
  void randomOf(random, devices).hog(HOG_MS);
}

/** People act until the time is over; the kills fall into its first third, so that memory is judged on the rest. */
async function live(): Promise<void> {
  const from = performance.now();
  const until = from + minutes * 60_000;
  const killTimes = Array.from(
    { length: kills },
    (_, n) => from + ((n + 1) * minutes * 20_000) / (kills + 0.5),
  );
  let nextSample = from;
  let nextMinute = from + 60_000;
  let nextSlow = from + SLOW_MS;
  let due = 0;
  for (let tick = 1; performance.now() < until; tick++) {
    await sleep(Math.max(0, from + tick * TICK_MS - performance.now()));
    const now = performance.now();
    for (due += (rate * TICK_MS) / 1_000; due >= 1; due--) {
      actions.act();
      for (let n = 0; n < LOOKS; n++) actions.look();
    }
    if (random() < devices.length * CHURN * (TICK_MS / 1_000)) randomOf(random, devices).drop();
    if (now >= nextSample) {
      nextSample = now + SAMPLE_MS;
      samples.push({ seconds: (now - relayStarted) / 1_000, megabytes: residentMegabytes(relay.pid) });
    }
    if (now >= nextMinute) {
      nextMinute += 60_000;
      say(status());
    }
    if (now >= nextSlow) {
      nextSlow = now + SLOW_MS;
      slowRound();
    }
    if (killTimes[0] !== undefined && now >= killTimes[0]) {
      killTimes.shift();
      await killRelay();
    }
  }
}

/** Nothing is under way on any device, and has not been for a while. */
async function settle(): Promise<boolean> {
  const until = performance.now() + SETTLE_MS;
  let quietSince = performance.now();
  while (performance.now() < until) {
    await sleep(250);
    if (!devices.every((device) => device.settled)) quietSince = performance.now();
    else if (performance.now() - quietSince > 5_000) return true;
  }
  const restless = devices.filter((device) => !device.settled);
  journal.fault(`${restless.length} devices did not come to rest`);
  return false;
}

say(`${devices.length} devices of ${people.length} people in ${groups.length} groups, seed ${seed}`);
for (let start = 0; start < devices.length; start += 50)
  await Promise.all(devices.slice(start, start + 50).map((device) => device.start()));
say(`everybody has signed in; ${status()}`);
await live();
say(`quiet now; ${status()}`);
await settle();
const memory = judgeMemory(samples);
for (const { seconds, megabytes } of samples.filter(
  (_, index) => index % Math.ceil(60_000 / SAMPLE_MS) === 0,
))
  say(`relay ${seconds.toFixed(0)} s after its last start: ${megabytes.toFixed(1)} MB`);
const { compared, differences } = await new Verifier(journal).verify(groups);
say(`compared ${JSON.stringify(compared)}`);
for (const device of devices) device.stop();
await relay.stop();
workspace.remove();

const verdict = `RSS median of the middle third ${memory.middle.toFixed(1)} MB, of the last ${memory.last.toFixed(1)} MB`;
say(`${verdict}: ${memory.flat ? 'flat' : 'GROWS'}`);
const problems = [...journal.faults, ...differences, ...(memory.flat ? [] : [`memory grows: ${verdict}`])];
for (const problem of problems) console.error(`wrong: ${problem}`);
console.log(problems.length === 0 ? 'soak passed' : `soak FAILED (--seed=${seed})`);
process.exit(problems.length === 0 ? 0 : 1);
