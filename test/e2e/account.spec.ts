import type { Page } from '@playwright/test';
import {
  PASSWORD,
  hostHere,
  inWorkspace,
  newChat,
  openConversation,
  register,
  twoPeople,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';

async function settings(page: Page, name: 'account' | 'devices'): Promise<void> {
  await page.getByTestId('rail-settings').click();
  await page.getByTestId(`settings-${name}`).click();
}

async function signIn(page: Page, url: string, name: string, password: string): Promise<void> {
  await page.getByTestId('door-join').click();
  await page.getByTestId('field-url').fill(url);
  await page.getByTestId('field-name').fill(name);
  await page.getByTestId('field-password').fill(password);
  await page.getByTestId('login-submit').click();
}

test('devices are listed, and one that is signed out elsewhere is out at once', async ({ launch, relay }) => {
  const [desk, laptop] = await Promise.all([launch('desk'), launch('laptop')]);
  await register(desk.page, relay.url, 'lin', '林夕');
  await signIn(laptop.page, relay.url, 'lin', PASSWORD);
  await inWorkspace(laptop.page);

  await settings(desk.page, 'devices');
  await expect(desk.page.getByTestId('device')).toHaveCount(2);
  await expect(desk.page.getByTestId('device').filter({ hasText: 'This device' })).toHaveCount(1);
  await desk.page.getByTestId('revoke-device').click();
  await desk.page.getByTestId('confirm').click();
  await expect(desk.page.getByTestId('device')).toHaveCount(1);
  await expect(laptop.page.getByText('This device was signed out.')).toBeVisible();
});

test('the password is changed, and the account given up, which others see', async ({ launch, relay }) => {
  const [lin, emma] = await twoPeople(launch, relay);
  const { page } = lin;
  await newChat(emma.page, ['林夕']);
  await expect(emma.page.getByTestId('presence')).toHaveText('Online');
  await emma.page.getByTestId('rail-contacts').click();
  await expect(emma.page.getByTestId('contact')).toHaveText(/林夕/);
  await settings(page, 'account');
  await page.getByTestId('change-password').click();
  await page.getByTestId('password-current').fill('not my password');
  await page.getByTestId('password-next').fill('another good one');
  await page.getByTestId('password-submit').click();
  await expect(page.getByRole('alert')).toHaveText('This is not your password');
  await page.getByTestId('password-current').fill(PASSWORD);
  await page.getByTestId('password-submit').click();
  await expect(page.getByText('The password is changed.')).toBeVisible();

  await page.getByTestId('deactivate').click();
  await page.getByTestId('deactivate-password').fill('another good one');
  await page.getByTestId('deactivate-submit').click();
  await expect(page.getByTestId('door-join')).toBeVisible();
  await expect(emma.page.getByTestId('contact')).toHaveCount(0);
  await emma.page.getByTestId('rail-chats').click();
  await openConversation(emma.page, '林夕');
  await expect(emma.page.getByTestId('presence')).toHaveText('Account given up');
  await expect(emma.page.getByTestId('composer-peer-gone')).toContainText('林夕 gave up the account');
  await signIn(page, relay.url, 'lin', 'another good one');
  await expect(page.getByRole('alert')).toContainText('Name or password is wrong');
});

test('an invite link fills in what a new colleague needs', async ({ launch }) => {
  const [host, guest] = await Promise.all([launch('host'), launch('guest')]);
  await hostHere(host.page, 'lin', '林夕');
  await settings(host.page, 'account');
  const invite = host.page.getByTestId('relay-invite');
  await invite.getByTestId('create-link').click();
  const link = await invite.getByTestId('host-address').innerText();
  expect(link).toMatch(/^yidu:\/\/join\/[^?]+\?v=1&relay=/);

  const { page } = guest;
  await page.getByTestId('door-join').click();
  await page.getByTestId('field-url').fill(link);
  await expect(page.getByTestId('field-url')).not.toHaveValue(link);
  await page.getByTestId('field-display-name').fill('Emma');
  await page.getByTestId('field-name').fill('emma');
  await page.getByTestId('field-password').fill(PASSWORD);
  await page.getByTestId('login-submit').click();
  await inWorkspace(page);
});
