import { randomInt } from '../support/seeded-random.ts';
import type { SimDevice } from './sim-device.ts';
import type { SimWorld } from './sim-world.ts';

/** Something that happens to people. */
type Mishap = (world: SimWorld, device: SimDevice) => Promise<void> | void;

/** What lasts longer than the life that is simulated leaves everybody else with nothing to do. */
const SHORT_MS = 8_000;
const LONG_MS = 40_000;
const LONG = 0.15;
const DAY_MS = 86_400_000;
/** Steps: some seconds of a busy life. */
const LONGEST_FUSE = 60;

function later({ time, random }: SimWorld, task: () => void): void {
  const longest = random() < LONG ? LONG_MS : SHORT_MS;
  time.clock.schedule(randomInt(random, 100, longest), task);
}

const cut: Mishap = (world, { name }) => {
  world.trace(`the link of ${name} breaks`);
  world.counts.add('links cut');
  world.network.cut(name);
};

const stall: Mishap = (world, { name }) => {
  world.trace(`the link of ${name} is half-open`);
  world.counts.add('links half-open');
  world.network.stall(name);
};

/** Nothing comes through to these devices for a while; half of the time nobody is told that their links are gone. */
function isolate(world: SimWorld, devices: readonly SimDevice[]): void {
  const isSilent = world.random() < 0.5;
  world.counts.add(devices.length > 1 ? 'partitions of several' : 'partitions of one device');
  world.counts.add('devices partitioned', devices.length);
  for (const { name } of devices) {
    world.trace(`${name} has no network${isSilent ? ', and is not told' : ''}`);
    world.network.block(name, isSilent);
  }
  later(world, () => devices.forEach(({ name }) => world.network.unblock(name)));
}

const partition: Mishap = (world, device) => isolate(world, [device]);

/** Some are on the relay's side, and some are not: all devices of a person, or anybody's. */
const split: Mishap = (world, { user }) => {
  const isOffice = world.random() < 0.5;
  isolate(
    world,
    world.devices.filter((other) => (isOffice ? world.random() < 0.5 : other.user === user)),
  );
};

const quit: Mishap = async (world, device) => {
  if (!device.isUp) return;
  world.trace(`${device.name} quits`);
  world.counts.add('quits');
  await world.time.until(device.stop(), 10_000, `${device.name} quits`);
  later(world, () => void device.start());
};

const kill: Mishap = async (world, device) => {
  if (!device.isUp) return;
  world.trace(`${device.name} is killed`);
  world.counts.add('kills');
  await device.kill();
  later(world, () => void device.start());
};

/** It dies in the middle of whatever it does next: at a call of its store, or at a frame. */
const crash: Mishap = (world, device) => {
  if (!device.isUp) return;
  const when = world.random() < 0.5 ? 'before' : 'after';
  device.arm({ steps: randomInt(world.random, 0, LONGEST_FUSE), when }, () => {
    world.trace(`${device.name} dies ${when} a step`);
    world.counts.add('crashes at a step');
    world.journal.stoppedComposing(device.name);
    later(world, () => void device.start());
  });
};

const jump: Mishap = (world, device) => {
  world.counts.add('clocks set');
  device.jump(randomInt(world.random, -DAY_MS, DAY_MS));
};

const nudge: Mishap = (_world, device) => {
  if (device.isUp) device.engine.nudge();
};

const stopRelay: Mishap = async (world) => {
  if (!world.relay.isUp) return;
  world.trace('the relay stops');
  world.counts.add('relay stops');
  await world.time.until(world.relay.stop(), 10_000, 'the relay stops');
  later(world, () => world.relay.start());
};

const killRelay: Mishap = async (world) => {
  if (!world.relay.isUp) return;
  world.trace('the relay is killed');
  world.counts.add('relay kills');
  await world.relay.kill();
  later(world, () => world.relay.start());
};

/** With their weights. */
export const mishaps: readonly (readonly [weight: number, mishap: Mishap])[] = [
  [4, cut],
  [3, stall],
  [2, partition],
  [2, split],
  [3, quit],
  [3, kill],
  [5, crash],
  [2, jump],
  [2, nudge],
  [1, stopRelay],
  [1, killRelay],
];
