import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { copyFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import { isMessage } from '../../src/shared/model/event.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';
import { randomInt, randomOf } from '../support/seeded-random.ts';
import { checkDevice, checkNewest, checkSearch, naiveConversations, roamEverywhere } from './checks.ts';
import { NO_FAULTS } from './faults.ts';
import { talk } from './operations.ts';
import { SimWorld } from './sim-world.ts';

const RUNS = Number(process.env['YIDU_SIM_RUNS'] ?? 8);
/** Every fourth seed keeps the relay's data in a file. */
const WITH_FILE = 4;

/** People write, read and change for a while; nobody comes, goes or crashes. */
async function life(world: SimWorld, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) {
    const up = world.devices.filter(({ isUp }) => isUp);
    talk(world, randomOf(world.random, up));
    await world.time.pass(randomInt(world.random, 0, 1_500));
  }
}

async function heads(world: SimWorld, ids: readonly ConversationId[]): Promise<Map<ConversationId, number>> {
  const found = new Map<ConversationId, number>();
  for (const id of ids) {
    const stored = await world.relay.storage.loadConversation(id);
    found.set(id, stored?.headSeq ?? 0);
  }
  return found;
}

/** Messages that the relay has, by client id, and which of them were recalled. */
async function messagesOf(
  world: SimWorld,
  ids: readonly ConversationId[],
): Promise<{ stored: string[]; recalled: string[] }> {
  const all = [];
  for (const id of ids) {
    const events = await world.relay.storage.readTimeline(id, [[1, 1_000_000]], 1_000_000, 1e12);
    all.push(...events.filter(isMessage));
  }
  return {
    stored: all.map(({ clientId }) => clientId),
    recalled: all.filter(({ content }) => content.type === 'recalled').map(({ clientId }) => clientId),
  };
}

async function run(seed: number): Promise<void> {
  const world = new SimWorld(seed * WITH_FILE, NO_FAULTS);
  const { random, time, relay, devices, journal } = world;
  const backup = `${world.relayFile}.backup`;
  try {
    const people = randomInt(random, 2, 3);
    await world.open(Array.from({ length: people }, () => randomInt(random, 1, 2)));
    const users = [...new Set(devices.map(({ user }) => user))];
    const ids: ConversationId[] = [];
    for (const title of ['One', 'Two']) {
      const making = devices[0]?.engine.handle['conversation.createGroup']({ title, users: users.slice(1) });
      ok(making);
      ids.push((await time.until(making, 10_000, 'a group')).id);
    }
    await time.pass(2_000);
    await life(world, 15);
    await time.pass(randomInt(random, 0, 40_000));

    await relay.kill();
    copyFileSync(world.relayFile, backup);
    relay.start();
    await time.pass(randomInt(random, 2_000, 30_000));
    await life(world, 20);
    // Some were there for a checkpoint after the backup, some only for pushes.
    await time.pass(randomInt(random, 0, 45_000));
    const late = randomOf(random, devices);
    if (random() < 0.5 && devices.length > 1) await late.kill();
    const { recalled } = await messagesOf(world, ids);

    await relay.kill();
    copyFileSync(backup, world.relayFile);
    relay.start();
    for (const [id, head] of await heads(world, ids)) journal.forgetReads(id, head);
    if (random() < 0.5) {
      // In the middle of comparing.
      await time.pass(randomInt(random, 0, 1_500));
      const mortal = randomOf(random, devices);
      await mortal.kill();
      await mortal.start();
    }
    await time.pass(60_000);
    await life(world, 10);
    for (const device of devices) await device.start();
    await time.pass(60_000);
    await life(world, 10);
    await time.pass(60_000);

    for (const { engine, name } of devices) {
      strictEqual((await engine.handle['session.get']({})).kind, 'online', `${name} is online`);
    }
    const naive = await naiveConversations(world);
    // Counts of what a killed device had just pulled are asked for when somebody looks.
    await roamEverywhere(world);
    await time.pass(5_000);
    const seen = await roamEverywhere(world);
    for (const device of devices) {
      await checkNewest(device, naive);
      await checkSearch(device);
    }
    deepStrictEqual(world.failures, []);
    for (const [device, timelines] of seen) await checkDevice(device, timelines, naive);

    const { stored } = await messagesOf(world, ids);
    strictEqual(new Set(stored).size, stored.length, 'a message is stored twice');
    for (const { clientId, conversation, device } of journal.accepted) {
      const sender = devices.find(({ name }) => name === device);
      const items = sender && (await sender.store.read.itemsByKey(conversation, [clientId]));
      const state = items?.[0]?.kind === 'message' ? items[0].state : undefined;
      const expected = stored.includes(clientId) ? { kind: 'sent' } : { kind: 'failed', error: 'lost' };
      if (state || !recalled.includes(clientId)) deepStrictEqual(state, expected, `${clientId} of ${device}`);
    }
  } finally {
    await world.close();
  }
}

describe('a relay that is put back to an older state', () => {
  const runs = Array.from({ length: RUNS }, (_, index) => index + 1);
  it.each(runs)(
    '[SYN-10] leaves equal timelines, badges and receipts, and nothing lost: seed %i',
    run,
    30_000,
  );
});
