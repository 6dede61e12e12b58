import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isMessage, type MessageCreated } from '../../../../src/shared/model/event.ts';
import type { Fuse } from '../../../sim/life.ts';
import { MediaFixture, reached } from './media-fixture.ts';

const BYTES = Buffer.alloc(300_000, 'yidu ');
/** Every so many steps it dies once: some of them before, some after. */
const STRIDE = 3;

async function received({ bo, conversation }: MediaFixture): Promise<MessageCreated[]> {
  const { events } = await bo.client.request('timeline.pull', { conversation, from: 1, to: 100, limit: 100 });
  return events.filter(isMessage);
}

/** Sends a file with a client that dies at its fuse, and lets another one go on. Resolves with whether it has died. */
async function sendDying(fuse: Fuse): Promise<boolean> {
  const fixture = await MediaFixture.start();
  try {
    const path = join(fixture.folder, 'a.bin');
    await writeFile(path, BYTES);
    const mortal = await fixture.mortalClient();
    const { engine, life } = mortal;
    life.arm(fuse);
    let promised = false;
    const sending = (async () => {
      if (!engine.media) throw new Error('no media');
      const { file } = await engine.media.add(path);
      await engine.handle['attachment.send']({ conversation: fixture.conversation, file, as: 'file' });
      promised = true;
    })();
    sending.catch(() => undefined);
    const isPromised = (): boolean => promised;
    const isDead = (): boolean => life.dead;
    await reached(async () => isDead() || (await received(fixture)).length === 1);
    // What follows the message is a part of it.
    await reached(async () => isDead() || (await mortal.disk.read.outbox(1)).length === 0);
    const died = isDead();
    await mortal.bury();

    const { store } = await fixture.client();
    await reached(async () => (await store.read.outbox(1)).length === 0);
    await reached(async () => (await readdir(join(fixture.folder, 'media/outgoing'))).length === 0);
    const messages = await received(fixture);
    if (isPromised()) expect(messages).toHaveLength(1);
    else expect(messages.length).toBeLessThanOrEqual(1);
    for (const { content } of messages) {
      if (content.type !== 'file') throw new Error('another message');
      expect((await fixture.relay.fetch(fixture.bo, content.file)).body.equals(BYTES)).toBe(true);
    }
    return died;
  } finally {
    await fixture.stop();
  }
}

it('[C2] [X9] a client that dies at any step of sending a file has lost nothing it promised, and sends it once', async () => {
  let deaths = 0;
  while (await sendDying({ steps: deaths * STRIDE, when: deaths % 2 === 0 ? 'before' : 'after' }))
    deaths += 1;
  expect(deaths).toBeGreaterThan(4);
}, 60_000);
