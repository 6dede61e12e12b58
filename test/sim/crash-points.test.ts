import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { describe, it } from 'vitest';
import { isMessage } from '../../src/shared/model/event.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';
import { checkDevice, checkRelay, checkSearch, naiveConversations, roamEverywhere } from './checks.ts';
import { NO_FAULTS } from './faults.ts';
import type { Fuse } from './mortal-store.ts';
import type { SimDevice } from './sim-device.ts';
import { SimWorld } from './sim-world.ts';

const SEED = 3;
/** More store calls than the scenario makes would mean that it does not end. */
const MAX_STEPS = 2_000;

async function send(
  world: SimWorld,
  device: SimDevice,
  conversation: ConversationId,
  text: string,
): Promise<void> {
  const { clientId } = await device.engine.handle['message.send']({
    conversation,
    content: { type: 'text', text },
  });
  world.journal.accept({ clientId, conversation, device: device.name, text });
}

/** Two people write to each other; the first one's client dies at its `fuse`. Resolves with whether the fuse has blown. */
async function scenario(fuse: Fuse): Promise<boolean> {
  const world = new SimWorld(SEED, NO_FAULTS);
  try {
    await world.open(2, 1);
    const [mortal, other] = world.devices;
    ok(mortal && other);
    const row = await world.time.until(
      other.engine.handle['conversation.createDirect']({ peer: mortal.user }),
      10_000,
      'a conversation',
    );
    await world.time.pass(2_000);
    await send(world, other, row.id, 'before');
    await world.time.pass(2_000);
    mortal.arm(fuse);
    // What the dying client has not acknowledged, nobody was promised.
    const dying = (async () => {
      await send(world, mortal, row.id, 'mine');
      await send(world, mortal, row.id, 'mine too');
    })();
    dying.catch(() => undefined);
    await send(world, other, row.id, 'theirs');
    await world.time.pass(500);
    await send(world, other, row.id, 'theirs too');
    await world.time.pass(3_000);
    const blown = mortal.hasBlown;
    mortal.arm({ calls: Number.POSITIVE_INFINITY, when: fuse.when });
    if (blown) {
      await mortal.kill();
      await mortal.start();
    }
    await world.time.pass(40_000);
    await roamEverywhere(world);
    await world.time.pass(5_000);
    const naive = await naiveConversations(world);
    const mine = [...naive.values()]
      .flatMap(({ events }) => events.filter(isMessage))
      .filter(({ sender }) => sender === mortal.user);
    const texts = mine.map(({ content }) => (content.type === 'text' ? content.text : ''));
    strictEqual(new Set(texts).size, texts.length, 'a message is there twice');
    for (const [index, { clientId }] of mine.entries()) world.journal.concede(clientId, texts[index] ?? '');
    const seen = await roamEverywhere(world);
    deepStrictEqual(world.failures, []);
    await checkRelay(world, naive);
    for (const [device, timelines] of seen) {
      await checkDevice(device, timelines, naive);
      await checkSearch(device);
    }
    return blown;
  } finally {
    await world.close();
  }
}

describe('a client that dies at any step of sending and receiving', () => {
  it.each(['before', 'after'] as const)(
    '[C2] [SEQ-2] has lost nothing it promised and doubled nothing: %s each call of its store',
    async (when) => {
      let steps = 0;
      while (await scenario({ calls: steps, when })) {
        steps += 1;
        ok(steps < MAX_STEPS, 'the scenario does not end');
      }
      ok(steps > 10, `only ${steps} steps`);
      strictEqual(await scenario({ calls: MAX_STEPS, when }), false);
    },
    120_000,
  );
});
