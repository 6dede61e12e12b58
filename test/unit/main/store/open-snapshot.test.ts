import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSnapshot } from '../../../../src/main/store/open-snapshot.ts';
import { openStore } from '../../../../src/main/store/open-store.ts';
import {
  applyPush,
  created,
  head,
  ME,
  message,
  messages,
  ANNA,
  realClock,
  TEAM,
  temporaryFolder,
} from '../../../contract/client-store/fixture.ts';
import { workerScript } from '../../../support/worker-scripts.ts';

it('a snapshot of an encrypted store in use is of one moment, whatever is written meanwhile', async () => {
  const file = join(temporaryFolder(), 'store.db');
  const key = randomBytes(32);
  const workerPath = workerScript('client-store');
  const store = await openStore({ file, me: ME, key, clock: realClock, workerPath });
  await store.write.applyHeads([head({ headSeq: 300 })], 1);
  for (const from of [1, 101, 201])
    await store.write.applyPage(TEAM, from, from + 99, [
      ...(from === 1 ? [created()] : [message(from, ANNA)]),
      ...messages(from + 1, from + 99),
    ]);
  const snapshot = await openSnapshot({ file, key, workerPath });
  await applyPush(store.write, message(301, ANNA, 'later'));
  await applyPush(store.write, {
    conversation: TEAM,
    seq: 302,
    ordinal: 301,
    sender: ANNA,
    at: 1,
    kind: 'message.recalled',
    target: 300,
  });
  const seqs: number[] = [];
  for (let after = 0; ;) {
    const items = await snapshot.items(TEAM, after);
    if (items.length === 0) break;
    expect(items.length).toBeLessThanOrEqual(200);
    for (const item of items) if (item.type === 'message') expect(item.content.type).toBe('text');
    seqs.push(...items.map(({ seq }) => seq));
    after = items.at(-1)?.seq ?? 0;
  }
  expect(seqs).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  expect((await snapshot.conversation(TEAM)).held).toEqual([[1, 300]]);
  const { store: bytes, index } = await snapshot.sizes();
  expect(index).toBeGreaterThan(0);
  expect(bytes).toBeGreaterThan(index);
  await snapshot.close();
  await expect(snapshot.entries()).rejects.toMatchObject({ code: 'cancelled' });
  await store.close();
});
