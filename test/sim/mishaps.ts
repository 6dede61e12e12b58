import { randomInt } from '../support/seeded-random.ts';
import type { SimDevice } from './sim-device.ts';
import type { SimWorld } from './sim-world.ts';

/** Something that happens to people. */
type Mishap = (world: SimWorld, device: SimDevice) => Promise<void> | void;

const LONGEST_MS = 40_000;
const DAY_MS = 86_400_000;

function later({ time, random }: SimWorld, task: () => void): void {
  time.clock.schedule(randomInt(random, 100, LONGEST_MS), task);
}

const cut: Mishap = (world, { name }) => {
  world.trace(`the link of ${name} breaks`);
  world.network.cut(name);
};

const stall: Mishap = (world, { name }) => {
  world.trace(`the link of ${name} is half-open`);
  world.network.stall(name);
};

const partition: Mishap = (world, { name }) => {
  world.trace(`${name} has no network`);
  world.network.block(name);
  later(world, () => world.network.unblock(name));
};

const quit: Mishap = async (world, device) => {
  world.trace(`${device.name} quits`);
  await world.time.until(device.stop(), 10_000, `${device.name} quits`);
  later(world, () => void device.start());
};

const kill: Mishap = async (world, device) => {
  world.trace(`${device.name} is killed`);
  await device.kill();
  later(world, () => void device.start());
};

const jump: Mishap = (world, device) => {
  device.jump(randomInt(world.random, -DAY_MS, DAY_MS));
};

const nudge: Mishap = (_world, device) => {
  if (device.isUp) device.engine.nudge();
};

const stopRelay: Mishap = async (world) => {
  world.trace('the relay stops');
  await world.time.until(world.relay.stop(), 10_000, 'the relay stops');
  later(world, () => world.relay.start());
};

const killRelay: Mishap = async (world) => {
  world.trace('the relay is killed');
  await world.relay.kill();
  later(world, () => world.relay.start());
};

/** With their weights. */
export const mishaps: readonly (readonly [weight: number, mishap: Mishap])[] = [
  [4, cut],
  [3, stall],
  [3, partition],
  [3, quit],
  [4, kill],
  [1, jump],
  [2, nudge],
  [1, stopRelay],
  [1, killRelay],
];
