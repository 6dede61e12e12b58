import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cutShort } from '../support/damaged-file.ts';
import { openProfileStore } from '../support/profile-store.ts';
import { expectAccessible } from './support/accessible.ts';
import {
  inWorkspace,
  message,
  newChat,
  openConversation,
  register,
  send,
  twoPeople,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';

/** The one store of a profile. */
function storeOf(profile: string): string {
  const [account] = readdirSync(join(profile, 'accounts'));
  if (account === undefined) throw new Error('no account');
  return join(profile, 'accounts', account, 'store.db');
}

test('[X10] a damaged file of messages: what was saved is said, and the rest comes again', async ({
  launch,
  relay,
  folder,
}) => {
  const [first] = await twoPeople(launch, relay);
  let lin = first;
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'before the damage');
  await expect(message(lin.page, 'before the damage')).toBeVisible();
  await lin.end();
  cutShort(storeOf(join(folder, 'lin')), 0.9);

  lin = await launch('lin');
  await inWorkspace(lin.page);
  await expect(lin.page.getByTestId('recovery')).toBeVisible();
  await expectAccessible(lin.page);
  await lin.page.getByTestId('recovery-done').click();
  await expect(lin.page.getByTestId('recovery')).toHaveCount(0);
  await openConversation(lin.page, 'Emma');
  await expect(message(lin.page, 'before the damage')).toBeVisible();
  await lin.end();

  lin = await launch('lin');
  await inWorkspace(lin.page);
  await expect(lin.page.getByTestId('recovery')).toHaveCount(0);
});

test('messages of a newer version are not opened, and a way back is offered', async ({
  launch,
  relay,
  folder,
}) => {
  let lin = await launch('lin');
  await register(lin.page, relay.url, 'lin', '林夕');
  await lin.end();
  const db = openProfileStore(storeOf(join(folder, 'lin')));
  const version = Number(db.pragma('user_version', { simple: true }));
  db.pragma('user_version = 9999');
  db.close();

  lin = await launch('lin');
  await expect(lin.page.getByTestId('blocked')).toHaveAttribute('data-error', 'store_newer');
  await expectAccessible(lin.page);
  // It locks nobody out of another account.
  await lin.page.getByTestId('account-menu').click();
  await lin.page.getByTestId('add-account').click();
  await lin.page.getByTestId('add-account-cancel').click();
  const retry = lin.page.getByTestId('blocked-retry');
  await retry.click();
  // Answered: the file is looked at no more when it is mended.
  await expect(retry).toBeEnabled();
  await expect(lin.page.getByTestId('blocked')).toBeVisible();

  const again = openProfileStore(storeOf(join(folder, 'lin')));
  again.pragma(`user_version = ${version}`);
  again.close();
  await retry.click();
  await inWorkspace(lin.page);
});

test('[X10] a keychain that does not give out the key is asked again; only the user gives the key up', async ({
  launch,
  relay,
  folder,
}) => {
  let lin = await launch('lin');
  await register(lin.page, relay.url, 'lin', '林夕');
  await lin.end();
  // Sealed by a keychain that is not here.
  const vault = join(folder, 'lin', 'vault.json');
  const open = readFileSync(vault, 'utf8');
  const closed = JSON.stringify({ key: { kind: 'sealed', base64: 'AAAA' }, passcode: null });
  writeFileSync(vault, closed);

  lin = await launch('lin');
  await expect(lin.page.getByTestId('keychain-closed')).toBeVisible();
  await expectAccessible(lin.page);
  await lin.page.getByTestId('keychain-retry').click();
  await expect(lin.page.getByTestId('keychain-still')).not.toBeEmpty();
  expect(readFileSync(vault, 'utf8')).toBe(closed);
  writeFileSync(vault, open);
  await lin.page.getByTestId('keychain-retry').click();
  await inWorkspace(lin.page);
  await lin.end();

  writeFileSync(vault, closed);
  lin = await launch('lin');
  await lin.page.getByTestId('keychain-give-up').click();
  await lin.page.getByTestId('confirm').click();
  await expect(lin.page.getByTestId('door-join')).toBeVisible();
  expect(readdirSync(join(folder, 'lin')).filter((name) => name.startsWith('vault.lost-'))).toHaveLength(1);
});
