import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../scripts/paths.ts';
import { parseInviteLink } from '../../src/shared/invite-link.ts';
import { testPicture } from '../support/profile-pictures.ts';
import { ProtocolClient } from '../support/protocol-client.ts';
import { expectAccessible } from './support/accessible.ts';
import { admin, consoleTest as test, openConsole, PASSWORD, signIn } from './support/console.ts';
import { expect } from './support/test.ts';

test('[R11] an administrator signs in, sees the relay, manages people, and is out at once when demoted', async ({
  folder,
  relay,
  consoleBrowser,
}) => {
  const file = join(folder, 'password');
  writeFileSync(file, PASSWORD);
  const people = (name: string, display: string): string =>
    admin(folder, 'people', 'create', name, '--display-name', display, '--password-file', file);
  people('anna', 'Anna Berg');
  people('bo', '薄荷');
  admin(folder, 'grant', 'anna');

  const page = await openConsole(consoleBrowser, relay.url, 'en-US', 'light');
  await signIn(page, 'bo');
  await expect(page.getByText('This account does not administer the relay.')).toBeVisible();
  await expectAccessible(page);
  await signIn(page, 'anna');
  await expect(page.getByTestId('total-people')).toContainText('2');
  await expect(page.getByTestId('plot').first()).toBeVisible();

  const bo = await ProtocolClient.connect(`ws://${relay.url}/v1/socket`);
  await bo.signIn('bo', PASSWORD);

  // By keyboard alone: to the page, to the person, to their devices.
  await page.getByTestId('page-people').focus();
  await page.keyboard.press('Enter');
  const row = page.getByTestId('person').filter({ hasText: '薄荷' });
  await row.getByTestId('manage').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('device')).toHaveCount(1);
  await expectAccessible(page);
  await page.getByTestId('revoke-device').focus();
  await page.keyboard.press('Enter');
  expect((await bo.closed).code).toBe(4003);
  await expect(page.getByTestId('device')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(row.getByTestId('manage')).toBeVisible();

  // Points, by keyboard too; the person's client hears of it.
  const again = await ProtocolClient.connect(`ws://${relay.url}/v1/socket`);
  await again.signIn('bo', PASSWORD);
  await expect(row.getByTestId('avatar-picture')).toHaveCount(0);
  await again.request('account.setPicture', { picture: testPicture(120).base64 });
  await row.getByTestId('manage').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('person-points')).toContainText('0 points to give away.');
  await expectAccessible(page);
  await page.getByTestId('move-points').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('points-number')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('move-points')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByTestId('option-takeBack').click();
  await page.getByTestId('points-number').fill('1');
  await page.getByTestId('points-reason').fill('Spring fair');
  await page.keyboard.press('Enter');
  await expect(page.getByText('There are not that many to take back.')).toBeVisible();
  await expectAccessible(page);
  await page.getByTestId('option-give').click();
  await page.getByTestId('points-number').fill('50.5');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('points-number')).toHaveAttribute('aria-invalid', 'true');
  await page.getByTestId('points-number').fill('50');
  const told = again.waitFor('points.changed');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('notice')).toContainText('薄荷 has 50 points now.');
  await told;
  expect((await again.request('points.get', {})).points).toBe(1_050);
  await page.getByTestId('page-overview').click();
  await page.getByTestId('check-ledger').click();
  await expect(page.getByTestId('ledger-difference')).toContainText('0');
  await expect(page.getByTestId('ledger-held')).toContainText('1,050');
  await expect(page.getByTestId('ledger-verdict')).toContainText('sums to zero');
  await page.getByTestId('page-people').click();
  await expect(row.getByTestId('avatar-picture')).toHaveClass(/loaded/);

  await page.getByTestId('create-person').click();
  await page.getByTestId('new-display-name').fill('Chen');
  await page.getByTestId('new-name').fill('bo');
  await page.getByTestId('create-submit').click();
  await expect(page.getByTestId('new-name')).toHaveAttribute('aria-invalid', 'true');
  await page.getByTestId('new-name').fill('chen');
  await page.getByTestId('create-submit').click();
  const made = (await page.getByTestId('made-password').locator('output').textContent()) ?? '';
  await (await ProtocolClient.connect(`ws://${relay.url}/v1/socket`)).signIn('chen', made);
  await page.getByTestId('done').click();
  await expect(page.getByTestId('person')).toHaveCount(3);

  await page.getByTestId('page-policies').click();
  await page.getByTestId('option-closed').click();
  await page.getByTestId('save-policies').click();
  await expect(page.getByTestId('notice')).toContainText('Saved');
  const hello = await (await ProtocolClient.connect(`ws://${relay.url}/v1/socket`)).hello();
  expect(hello.registration).toBe('closed');

  await page.getByTestId('page-audit').click();
  await expect(page.getByTestId('audit-line').first()).toContainText('Policy changed');
  await expect(page.getByTestId('audit-line').filter({ hasText: 'Device signed out' })).toContainText('anna');
  await expect(page.getByTestId('audit-line').filter({ hasText: 'Points given: 50' })).toContainText(
    'bo · Spring fair',
  );

  admin(folder, 'withdraw', 'anna');
  await page.getByTestId('page-people').click();
  await expect(page.getByTestId('sign-in')).toBeVisible();
  await page.context().close();
});

test('[R11] every page speaks Chinese, shows dark, and has nothing for axe; a backup made there restores', async ({
  folder,
  relay,
  consoleBrowser,
}) => {
  const file = join(folder, 'password');
  writeFileSync(file, PASSWORD);
  admin(folder, 'people', 'create', 'anna', '--display-name', '张三', '--password-file', file);
  admin(folder, 'grant', 'anna');
  const anna = await ProtocolClient.connect(`ws://${relay.url}/v1/socket`);
  await anna.signIn('anna', PASSWORD);
  await anna.request('conversation.create', {
    kind: 'group',
    clientId: '01890000-0000-7000-8000-000000000001',
    title: '周报',
    users: [],
  });

  const { channel } = await anna.request('channel.create', {
    clientId: '01890000-0000-7000-8000-000000000002',
    title: '公司公告',
  });
  await anna.request('channel.draft', {
    channel,
    clientId: '01890000-0000-7000-8000-000000000003',
    title: '食堂',
    text: '周六休息',
    expiresAt: null,
    minVersion: null,
  });

  const page = await openConsole(consoleBrowser, relay.url, 'zh-CN', 'dark');
  await expect(page.getByRole('heading', { name: '管理此服务' })).toBeVisible();
  await signIn(page, 'anna');
  await page.getByTestId('plot').first().waitFor();
  for (const name of [
    'overview',
    'people',
    'groups',
    'channels',
    'invites',
    'bots',
    'policies',
    'audit',
    'backup',
  ]) {
    await page.getByTestId(`page-${name}`).click();
    await expect(page.locator('main h1')).toHaveText(/\p{Script=Han}/u);
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await expectAccessible(page);
  }

  await page.getByTestId('page-channels').click();
  await page.getByTestId('show-channel').click();
  await expect(page.getByTestId('announcement')).toContainText('食堂草稿');
  await expectAccessible(page);
  await page.getByTestId('all-channels').click();
  await expect(page.getByTestId('channel')).toContainText('公司公告');

  await page.getByTestId('page-backup').click();
  await page.getByTestId('create-backup').click();
  await expect(page.getByTestId('backup')).toHaveCount(1);
  await page.getByTestId('verify-backup').click();
  await expect(page.getByTestId('notice')).toContainText('完好');
  const name = (await page.getByTestId('backup').locator('td').first().textContent())?.trim() ?? '';
  admin(folder, 'restore', join(folder, 'relay/backups', name), join(folder, 'restored'));
  const args = [
    inRoot('out/main/relay.cjs'),
    'admin',
    'groups',
    '--data',
    join(folder, 'restored'),
    '--json',
  ];
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toContain('周报');

  await page.getByTestId('page-groups').click();
  await page.getByTestId('dissolve').click();
  await page.getByTestId('confirm').click();
  await expect(page.getByTestId('group')).toContainText('已解散');

  await page.getByTestId('page-invites').click();
  await page.getByTestId('create-invite').click();
  await page.getByTestId('invite-submit').click();
  const invite = page.getByTestId('invite-code');
  const link = (await invite.locator('output').first().textContent()) ?? '';
  const code = (await invite.locator('output').last().textContent()) ?? '';
  expect(parseInviteLink(link)).toEqual({ to: 'relay', address: relay.url, code });
  await expect(invite.getByTestId('qr-code')).toBeVisible();
  // The relay of this test is nobody's but this machine's, and says so.
  await expect(invite.getByTestId('reach')).toContainText('只在本机监听');
  await expectAccessible(page);
  await page.getByTestId('done').click();
  await expect(page.getByTestId('invite')).toHaveCount(1);
  await page.getByTestId('sign-out').click();
  await expect(page.getByTestId('sign-in')).toBeVisible();
  await page.context().close();
});
