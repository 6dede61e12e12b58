import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { v7 } from 'uuid';
import { seededRandom } from '../../scripts/demo/random.ts';
import { seedRelay } from '../../scripts/demo/seed.ts';
import { signInProfile } from '../../scripts/demo/sign-in-profile.ts';
import { normalizeRelayUrl } from '../../src/main/sync/relay-url.ts';
import { openSqliteRelayStorageInThread } from '../../src/relay/storage/sqlite/sqlite-storage-in-thread.ts';
import type { ConversationPlace } from '../../src/shared/ipc/views.ts';
import { type Client, launchInBrowser } from '../../test/e2e/support/client.ts';
import { type Colleague, connectColleague } from '../../test/support/colleague.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startRelay } from '../../test/support/processes.ts';
import { hallPlan, type OfficeSize } from './plan.ts';

/** Ten times what 100,000 messages take; ms. */
const FETCH_MS = 240_000;

/** A relay with a hall full of people, the built client of the first of them in a browser, and the second without one. */
export interface HallOffice {
  readonly client: Client;
  readonly colleague: Colleague;
  close(): Promise<void>;
}

/** Seeds and starts all of it; resolves when the client has the whole history on its disk. */
export async function openOffice(
  folder: string,
  browser: Browser,
  size: OfficeSize,
  say: (text: string) => void,
): Promise<HallOffice> {
  const data = join(folder, 'relay');
  mkdirSync(data, { recursive: true });
  say('ui: filling a relay …');
  const storage = openSqliteRelayStorageInThread({ file: join(data, 'relay.db') });
  const now = Date.now();
  const plan = hallPlan(seededRandom(6), now, size);
  const [me, other] = await seedRelay(storage, plan, 'nobody signs in with a password', now, v7);
  await storage.close();
  if (!me || !other) throw new Error('nobody is signed in');

  const port = await freePort();
  const relay = await startRelay(data, port, '--messages-per-second', '200');
  const url = normalizeRelayUrl(`127.0.0.1:${port}`);
  await signInProfile(join(folder, 'client'), me, { url, name: 'Bench' });
  const client = await launchInBrowser(join(folder, 'client'), browser);
  const colleague = await connectColleague(url, other);
  say('ui: fetching all history …');
  await fetched(client.page, size.conversations);
  return {
    client,
    colleague,
    async close() {
      colleague.leave();
      await client.end();
      await relay.end();
    },
  };
}

/** The list and all history are on the disk. */
async function fetched(page: Page, conversations: number): Promise<void> {
  const limit = performance.now() + FETCH_MS;
  while (performance.now() < limit) {
    const isThere = await page.evaluate(async (expected) => {
      let after: ConversationPlace | undefined;
      for (let there = 0; there < expected;) {
        const list = await window.yidu.request('conversation.list', { after });
        if (!list.ok) return false;
        there += list.value.conversations.length;
        after = list.value.conversations.at(-1);
        if (!list.value.more && there < expected) return false;
      }
      // Asked after that: of what is not known yet nothing is lacking.
      const history = await window.yidu.request('history.get', {});
      return history.ok && history.value.percent === 100;
    }, conversations);
    if (isThere) return;
    await page.waitForTimeout(500);
  }
  throw new Error(`the history was not fetched within ${FETCH_MS} ms`);
}
