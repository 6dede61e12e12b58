import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { type OpenedStore, openStoreInThread } from '../../../../../src/main/store/open-store.ts';
import type { TimelineItem } from '../../../../../src/shared/ipc/views.ts';
import { ME, realClock, TEAM, temporaryFolder } from '../../../../contract/client-store/fixture.ts';
import { randomInt, seededRandom } from '../../../../support/seeded-random.ts';
import { fillAndClose, MESSAGES, openMine, salvageAll } from './filled-store.ts';

const KEY = new Uint8Array(32).fill(7);

/** As the application's own: each page is authenticated, so that no bit can be another unnoticed. */
function openEncrypted(file: string) {
  return openStoreInThread({ file, me: ME, clock: realClock, key: KEY, suspected: true });
}

/** Of the timeline; what was not sent lay on one page, which nobody can give again. */
type ItemsBySeq = ReadonlyMap<number, TimelineItem>;

async function itemsOf({ read }: OpenedStore): Promise<ItemsBySeq> {
  const items = new Map<number, TimelineItem>();
  for (let seq = MESSAGES + 1; seq > 0; seq -= 100)
    for (const item of (await read.page(TEAM, { at: 'around', seq }, 200)).items)
      if (item.seq !== null) items.set(item.seq, item);
  return items;
}

it('[X10] one bit that is another: what is there is as it was, all else is missing, and the relay is told or compared', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'store.db');
  await fillAndClose(file);
  const plain = openMine(file);
  await plain.write.setGeneration('first');
  await plain.close();
  const whole = openEncrypted(file);
  const expected = await itemsOf(whole);
  await whole.close();
  const filled = readFileSync(file);

  for (let seed = 1; seed <= 8; seed++) {
    const random = seededRandom(seed);
    const bytes = Buffer.from(filled);
    const at = randomInt(random, 0, bytes.length - 1);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << randomInt(random, 0, 7));
    const flipped = join(folder, String(seed), 'store.db');
    mkdirSync(dirname(flipped));
    writeFileSync(flipped, bytes);
    const store = openEncrypted(flipped);
    await salvageAll(store, 500);
    const followed = await store.read.followed();
    if (!followed.comparing) expect(followed).toMatchObject({ generation: 'first', position: 9 });
    const missing = await store.read.missing(TEAM, 1, MESSAGES + 1);
    const items = await itemsOf(store);
    // Of 600 messages a page has some 30.
    expect(items.size, `seed ${seed}`).toBeGreaterThan(MESSAGES - 100);
    for (const [seq, item] of expected) {
      const isMissing = missing.some(([from, to]) => from <= seq && seq <= to);
      if (!isMissing) expect(items.get(seq), `seed ${seed}`).toEqual(item);
    }
    await store.close();
  }
});
