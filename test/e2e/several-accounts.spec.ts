import type { Page } from '@playwright/test';
import {
  expectState,
  groupOf,
  hostHere,
  inWorkspace,
  message,
  newChat,
  openConversation,
  PASSWORD,
  register,
  row,
  send,
} from './support/actions.ts';
import { testPicture } from '../support/profile-pictures.ts';
import { ProtocolClient } from '../support/protocol-client.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/test.ts';

async function addAccount(page: Page): Promise<void> {
  await page.getByTestId('account-menu').click();
  await page.getByTestId('add-account').click();
  await expect(page.getByTestId('first-run')).toBeVisible();
}

async function switchTo(page: Page, name: string): Promise<void> {
  await page.getByTestId('account-menu').click();
  await page.getByTestId('account-option').filter({ hasText: name }).click();
  await expect(page.getByTestId('account-menu')).toHaveAccessibleName(new RegExp(`Account of ${name}`));
}

test('[C11] two accounts at one relay and one at another work side by side', async ({ launch, relay }) => {
  const [lin, emma] = await Promise.all([launch('lin'), launch('emma')]);
  const { page } = lin;
  await register(emma.page, relay.url, 'emma', 'Emma');
  await register(page, relay.url, 'lin', '林夕');
  await newChat(page, ['Emma']);
  await send(page, 'from Lin');
  await expectState(page, 'from Lin', 'unread');

  // A second person at the same relay, and the way back is there while one signs in.
  await addAccount(page);
  await page.getByTestId('add-account-cancel').click();
  await inWorkspace(page);
  await addAccount(page);
  await register(page, relay.url, 'ops', 'Operations');
  await expect(page.getByTestId('conversation-row')).toHaveCount(0);
  // A third hosts a relay of its own.
  await addAccount(page);
  await page.getByTestId('door-host').click();
  await page.getByTestId('field-relay-name').fill('Home');
  await page.getByTestId('field-display-name').fill('Lin at home');
  await page.getByTestId('field-name').fill('lin');
  await page.getByTestId('field-password').fill('correct horse battery');
  await page.getByTestId('login-submit').click();
  // How others join is said here, too.
  await expect(page.getByTestId('host-address').first()).not.toBeEmpty();
  await page.getByTestId('host-ready-open').click();
  await expect(page.getByTestId('account-menu')).toHaveAccessibleName(/Account of Lin at home/);

  // What comes for an account that is not shown counts, and is there when it is shown.
  await openConversation(emma.page, '林夕');
  await send(emma.page, 'to Lin, who looks elsewhere');
  await expect(page.getByTestId('elsewhere-badge')).toHaveText('1');
  await expect(page).toHaveTitle('(1) Yidu');
  await page.getByTestId('account-menu').click();
  await expect(page.getByTestId('account-option')).toHaveCount(3);
  await expect(page.getByTestId('account-badge').first()).toHaveText('1');
  // Nobody has a picture yet; another device of an account that is not shown gives it one.
  await expect(page.getByTestId('account-option').getByTestId('avatar-picture')).toHaveCount(0);
  const phone = await ProtocolClient.connect(`ws://${relay.url}/v1/socket`);
  await phone.signIn('lin', PASSWORD);
  await phone.request('account.setPicture', { picture: testPicture(120).base64 });
  await expect(page.getByTestId('account-option').first().getByTestId('avatar-picture')).toHaveClass(
    /loaded/,
  );
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+1');
  await expect(page.getByTestId('account-menu')).toHaveAccessibleName('Account of 林夕');
  await openConversation(page, 'Emma');
  await expect(message(page, 'to Lin, who looks elsewhere')).toBeVisible();
  await expectState(emma.page, 'to Lin, who looks elsewhere', 'read');

  // The second person is another one to Emma.
  await switchTo(page, 'Operations');
  await newChat(page, ['Emma']);
  await send(page, 'from Operations');
  await expect(row(emma.page, 'Operations')).toContainText('from Operations');

  // A notification of the one that is not shown leads into it (X11).
  await openConversation(emma.page, '林夕');
  await send(emma.page, 'look here, Lin');
  await expect
    .poll(async () => (await lin.notifications()).map(({ body }) => body))
    .toContain('look here, Lin');
  await lin.clickNotification('Emma');
  await expect(page.getByTestId('account-menu')).toHaveAccessibleName(/Account of 林夕/);
  await expect(message(page, 'look here, Lin')).toBeInViewport();
  // Seen is not read yet (X1): who leaves sooner finds it unread, and the account's name says so.
  await expectState(emma.page, 'look here, Lin', 'read');
  await switchTo(page, 'Operations');
  await openConversation(page, 'Emma');

  // A draft of one account is there after a look at another, and after a restart.
  await page.getByTestId('composer').fill('half a thought');
  await switchTo(page, '林夕');
  await switchTo(page, 'Operations');
  await openConversation(page, 'Emma');
  await expect(page.getByTestId('composer')).toHaveValue('half a thought');
  await lin.end();
  const again = await launch('lin');
  await expect(again.page.getByTestId('account-menu')).toHaveAccessibleName('Account of Operations');
  await openConversation(again.page, 'Emma');
  await expect(again.page.getByTestId('composer')).toHaveValue('half a thought');

  // Signing one out leaves the others.
  await again.page.getByTestId('account-menu').click();
  await again.page.getByTestId('menu-sign-out').click();
  await again.page.getByTestId('confirm').click();
  await expect(again.page.getByTestId('account-menu')).toHaveAccessibleName('Account of Lin at home');
  await switchTo(again.page, '林夕');
  await openConversation(again.page, 'Emma');
  await expect(message(again.page, 'from Lin')).toBeVisible();
});

test('[C10] the passcode locks what is shown and what is on the disk', async ({ launch }) => {
  const lin = await launch('lin');
  const { page } = lin;
  await hostHere(page, 'lin', '林夕');
  await newGroup(page, 'Secrets');
  await send(page, 'rosebud');
  await expect(message(page, 'rosebud')).toBeVisible();

  await page.getByTestId('rail-settings').click();
  await page.getByTestId('settings-privacy').click();
  await expect(page.getByTestId('disk-protection')).not.toBeEmpty();
  await page.getByTestId('passcode-set').click();
  await page.getByTestId('passcode-next').fill('under the bridge');
  await page.getByTestId('passcode-again').fill('under the bridge');
  await page.getByTestId('passcode-submit').click();
  await expect(page.getByTestId('passcode-change')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await page.getByTestId('composer').fill('a thought that was not finished');
  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByTestId('lock-screen')).toBeVisible();
  await expect(page.getByText('rosebud')).toHaveCount(0);
  await expectAccessible(page);
  const refused = await page.evaluate(() => window.yidu.request('conversation.list', {}));
  expect(refused).toMatchObject({ ok: false, error: { code: 'locked' } });

  await lin.end();
  const again = await launch('lin');
  const locked = again.page;
  await expect(locked.getByTestId('passcode')).toBeFocused();
  await locked.getByTestId('passcode').fill('under the table');
  await locked.keyboard.press('Enter');
  await expect(locked.getByRole('alert')).toHaveText('This is not your passcode.');
  await locked.getByTestId('passcode').fill('under the bridge');
  await locked.keyboard.press('Enter');
  await openConversation(locked, 'Secrets');
  await expect(message(locked, 'rosebud')).toBeVisible();
  await expect(locked.getByTestId('composer')).toHaveValue('a thought that was not finished');
});

test('[C10] a forgotten passcode costs what is on this computer, and nothing else', async ({
  launch,
  relay,
}) => {
  const { page } = await launch('lin');
  await register(page, relay.url, 'lin', '林夕');
  await newGroup(page, 'Plans');
  await send(page, 'kept by the relay');
  await expect(message(page, 'kept by the relay')).toBeVisible();
  await page.evaluate(() => window.yidu.request('lock.setPasscode', { next: 'whatever it was' }));
  await page.evaluate(() => window.yidu.request('lock.now', {}));
  await expect(page.getByTestId('lock-screen')).toBeVisible();

  await page.getByTestId('passcode-forgotten').click();
  await page.getByTestId('confirm').click();
  await page.getByTestId('door-join').click();
  await page.getByTestId('field-password').fill('correct horse battery');
  await page.getByTestId('login-submit').click();
  await openConversation(page, 'Plans');
  await expect(message(page, 'kept by the relay')).toBeVisible();
});

async function newGroup(page: Page, title: string): Promise<void> {
  await groupOf(page, title, []);
  await openConversation(page, title);
}
