import { expectAccessible } from './support/accessible.ts';
import { message, newChat, register, send, threePeople, twoPeople } from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('Enter sends, Shift+Enter breaks the line, and an Enter of the IME does neither (X6)', async ({
  launch,
  relay,
}) => {
  const [lin] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  const composer = lin.page.getByTestId('composer');

  await composer.fill('nihao');
  await composer.dispatchEvent('compositionstart');
  await composer.dispatchEvent('keydown', { key: 'Enter', code: 'Enter', isComposing: true });
  // What browsers report for the Enter that ends a composition.
  await composer.dispatchEvent('keydown', { key: 'Enter', code: 'Enter', keyCode: 229 });
  await composer.dispatchEvent('compositionend');
  await expect(composer).toHaveValue('nihao');
  await expect(lin.page.getByTestId('message')).toHaveCount(0);

  await composer.fill('first line');
  await composer.press('Shift+Enter');
  await composer.pressSequentially('second line');
  await composer.press('Enter');
  await expect(message(lin.page, 'second line')).toContainText('first line');
  await expect(lin.page.getByTestId('message')).toHaveCount(1);

  // By setting, Enter breaks the line and Ctrl+Enter sends.
  await lin.page.getByTestId('rail-settings').click();
  await lin.page.getByTestId('option-ctrl-enter').click();
  await lin.page.keyboard.press('Escape');
  await composer.fill('above');
  await composer.press('Enter');
  await composer.pressSequentially('below');
  await expect(composer).toHaveValue('above\nbelow');
  await composer.press('Control+Enter');
  await expect(message(lin.page, 'below')).toContainText('above');
});

test('speaks Chinese and English and has a dark theme, and remembers both', async ({ launch, relay }) => {
  let lin = await launch('lin');
  await register(lin.page, relay.url, 'lin', '林夕');
  await lin.page.getByTestId('rail-settings').click();
  await lin.page.getByTestId('option-zh-CN').click();
  await expect(lin.page.getByTestId('settings-general')).toContainText('通用');
  const background = () => lin.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await lin.page.getByTestId('option-light').click();
  const light = await background();
  await lin.page.getByTestId('option-dark').click();
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  await lin.end();

  lin = await launch('lin');
  await expect(lin.page.getByTestId('rail-settings')).toBeVisible();
  await lin.page.getByTestId('rail-settings').click();
  await expect(lin.page.getByTestId('settings-general')).toContainText('通用');
  expect(await background()).toBe(dark);
});

test('axe finds nothing serious on the main screens, light and dark (X13)', async ({ launch, relay }) => {
  const [lin, emma] = await Promise.all([launch('lin'), launch('emma')]);
  const { page } = lin;
  await expect(page.getByTestId('door-host')).toBeVisible();
  await expectAccessible(page);
  await register(page, relay.url, 'lin', '林夕');
  await register(emma.page, relay.url, 'emma', 'Emma');
  await expectAccessible(page);
  await newChat(page, ['Emma']);
  await send(page, 'Hello https://example.org/');
  await expect(message(page, 'Hello').getByTestId('receipt-label')).toBeVisible();
  await message(page, 'Hello').hover();
  await message(page, 'Hello').getByTestId('toolbar-react').click();
  await expectAccessible(page);
  await page.getByTestId('quick-emoji').first().click();
  await message(page, 'Hello').click({ button: 'right' });
  await page.getByTestId('menu-pin-message').click();
  await page.getByTestId('pins').click();
  await expect(page.getByTestId('pinned')).toHaveCount(1);
  await message(page, 'Hello').hover();
  await message(page, 'Hello').getByTestId('toolbar-reply').click();
  await expect(message(page, 'Hello').getByTestId('reaction')).toBeVisible();
  await expectAccessible(page);
  await page.getByTestId('rail-settings').click();
  await page.getByTestId('option-dark').click();
  await expectAccessible(page);
  await page.getByTestId('settings-shortcuts').click();
  await expect(page.getByTestId('shortcuts-page')).toContainText('Ctrl');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await page.keyboard.press('Control+k');
  await page.getByTestId('search-input').fill('Hello');
  await expect(page.getByTestId('search-hit')).toHaveCount(1);
  await expectAccessible(page);
});

test('axe finds nothing serious where groups, receipts and the account are managed (X13)', async ({
  launch,
  relay,
}) => {
  const [{ page }] = await threePeople(launch, relay);
  await newChat(page, ['Emma', 'Ben'], 'Team');
  await send(page, 'Hello');
  await page.getByTestId('members').click();
  await page.getByTestId('member-menu').first().click();
  await expect(page.getByTestId('make-admin')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByTestId('group-settings').click();
  await page.getByTestId('announcement-edit').click();
  await page.getByTestId('announcement-text').fill('Release on Friday');
  await expectAccessible(page);
  await page.getByTestId('announcement-publish').click();
  await page.getByTestId('create-link').click();
  await expect(page.getByTestId('announcement')).toBeVisible();
  await expectAccessible(page);
  await message(page, 'Hello').getByTestId('receipt-label').click();
  await expect(page.getByTestId('remind')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByTestId('rail-settings').click();
  await page.getByTestId('option-dark').click();
  await page.getByTestId('settings-account').click();
  await page.getByTestId('change-password').click();
  await page.getByTestId('password-submit').click();
  await expect(page.getByRole('alert')).toHaveCount(2);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByTestId('settings-devices').click();
  await expect(page.getByTestId('device')).toHaveCount(1);
  await expectAccessible(page);
  await page.getByTestId('settings-privacy').click();
  await expect(page.getByTestId('direct-receipts')).toBeEnabled();
  await expectAccessible(page);
});
