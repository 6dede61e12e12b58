import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { send } from '../e2e/support/actions.ts';
import { cutShort } from '../support/damaged-file.ts';
import { openProfileStore } from '../support/profile-store.ts';
import { open } from './support/open.ts';
import { shoot } from './support/shoot.ts';
import { expect, test } from './support/test.ts';

function storeOf(profile: string): string {
  const [account = ''] = readdirSync(join(profile, 'accounts'));
  return join(profile, 'accounts', account, 'store.db');
}

test('recovered', async ({ office, launch, folder }) => {
  const client = await office.client(0);
  await open(client.page, 'Emma Walker');
  await expect(client.page.getByTestId('history-indexing')).toHaveCount(0);
  office.gate.cut();
  await expect(client.page.getByTestId('offline-bar')).toBeVisible();
  await send(client.page, '明天见');
  await client.page.getByTestId('composer').fill('写到一半');
  await client.end();
  cutShort(storeOf(join(folder, 'linxi')), 0.98);
  office.gate.open();
  const { page } = await launch('linxi');
  await expect(page.getByTestId('recovery')).toBeVisible();
  await shoot(page, 'recovered');
});

test('blocked', async ({ office, launch, folder }) => {
  const client = await office.client(0);
  await open(client.page, 'Emma Walker');
  await client.end();
  const db = openProfileStore(storeOf(join(folder, 'linxi')));
  db.pragma('user_version = 9999');
  db.close();
  const { page } = await launch('linxi');
  await expect(page.getByTestId('blocked')).toBeVisible();
  await shoot(page, 'blocked');
});
