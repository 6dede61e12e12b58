import { deepStrictEqual, strictEqual } from 'node:assert';
import { randomInt } from '../support/seeded-random.ts';
import { checkChannels } from './channel-checks.ts';
import {
  checkDevice,
  checkNewest,
  checkRelay,
  checkSearch,
  concedeUnanswered,
  countEvents,
  naiveConversations,
  roamEverywhere,
} from './checks.ts';
import type { Tally } from './counts.ts';
import { checkDrafts, settleDrafts } from './draft-checks.ts';
import type { Faults } from './faults.ts';
import { step } from './operations.ts';
import { SimWorld } from './sim-world.ts';

const STEPS = 42;
/** Steps from one cut of the link between nodes to the next. */
const CUT_EVERY = 15;
/** Longer than the longest backoff and the longest wait for a reply together. */
const CALM_MS = 60_000;
/** How many worlds begin with a group. */
const MET = 0.8;
const AFTER_LAST_WORDS_MS = 20_000;

/** Seeds differ in what goes wrong: nothing, links only, or every frame. */
function faultsOf(seed: number): Faults {
  if (seed % 5 === 0) return { breaks: 0, drops: 0, duplicates: 0, reorders: 0, delays: 0 };
  if (seed % 5 === 1) return { breaks: 0.02, drops: 0, duplicates: 0, reorders: 0, delays: 0.02 };
  return { breaks: 0.005, drops: 0.01, duplicates: 0.03, reorders: 0.05, delays: 0.01 };
}

/** The first person makes a group of all: who has nobody to write to does nothing. */
async function meet({ devices, time }: SimWorld): Promise<void> {
  const users = [...new Set(devices.map(({ user }) => user))].slice(1);
  const making = devices[0]?.engine.handle['conversation.createGroup']({ title: 'All', users });
  if (making) await time.until(making, CALM_MS, 'a group');
  await time.pass(1_000);
}

/** One person in each conversation says a last word: an event that was dropped shows at the next one (SYN-5). */
async function lastWords(world: SimWorld): Promise<void> {
  const said = new Set<string>();
  for (const { engine, user, name } of world.devices) {
    const { conversations } = await engine.handle['conversation.list']({});
    for (const { id, role } of conversations) {
      if (role === null || said.has(id)) continue;
      said.add(id);
      const text = `last words of ${user}`;
      const { clientId } = await engine.handle['message.send']({
        conversation: id,
        content: { type: 'text', text },
      });
      world.journal.accept({ clientId, conversation: id, device: name, text });
    }
  }
}

/**
 * Runs one seed; rejects with what does not hold, resolves with what has happened. The same seed with as many nodes does exactly the
 * same.
 */
export async function simulate(seed: number, trace?: (line: string) => void, nodes = 1): Promise<Tally> {
  const world = new SimWorld(seed, faultsOf(seed), trace, nodes);
  try {
    const people = randomInt(world.random, 2, 4);
    await world.open(Array.from({ length: people }, () => randomInt(world.random, 1, 3)));
    if (world.random() < MET) await meet(world);
    world.misbehave();
    for (let i = 0; i < STEPS; i++) {
      await step(world);
      if (i % CUT_EVERY === 0) world.cluster?.cutOne();
      await world.time.pass(randomInt(world.random, 0, 1_500));
    }
    world.trace('calm');
    await world.heal();
    await world.time.pass(CALM_MS);
    await lastWords(world);
    await world.time.pass(AFTER_LAST_WORDS_MS);
    for (const { engine, name } of world.devices) {
      strictEqual((await engine.handle['session.get']({})).kind, 'online', `${name} is online`);
    }
    const naive = await naiveConversations(world);
    await concedeUnanswered(world, naive);
    for (const device of world.devices) {
      await checkNewest(device, naive);
      await checkSearch(device);
    }
    await roamEverywhere(world);
    await world.time.pass(5_000);
    await checkChannels(world);
    await checkDrafts(world);
    await settleDrafts(world);
    const seen = await roamEverywhere(world);
    deepStrictEqual(world.failures, []);
    await checkRelay(world, naive);
    for (const [device, timelines] of seen)
      world.counts.add('receipts compared', await checkDevice(device, timelines, naive));
    countEvents(world, naive);
    return world.counts.tally();
  } finally {
    await world.close();
  }
}
