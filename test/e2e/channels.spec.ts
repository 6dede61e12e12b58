import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { hostHere, newPerson, register } from './support/actions.ts';
import { expect, test } from './support/test.ts';

async function openChannel(page: Page, name: string): Promise<void> {
  await page.getByTestId('rail-channels').click();
  await page.getByTestId('channel-row').filter({ hasText: name }).click();
  await expect(page.getByTestId('channel-name')).toHaveText(name);
}

async function write(page: Page, title: string, text: string): Promise<void> {
  await page.getByTestId('new-announcement').click();
  await page.getByTestId('editor-title').fill(title);
  await page.getByTestId('editor-text').fill(text);
  await page.getByTestId('editor-save').click();
  await expect(managed(page, title)).toHaveAttribute('data-state', 'draft');
}

const managed = (page: Page, title: string) =>
  page.getByTestId('managed-announcement').filter({ hasText: title });
const card = (page: Page, text: string) => page.getByTestId('announcement-card').filter({ hasText: text });

async function step(page: Page, title: string, action: string): Promise<void> {
  await managed(page, title).getByTestId(`act-${action}`).click();
  await page.getByTestId('confirm').click();
}

test('an announcement goes from draft to everybody, is read, reported, and recalled from devices and search', async ({
  launch,
}) => {
  const [anna, bo] = await Promise.all([launch('anna'), launch('bo')]);
  const address = await hostHere(anna.page, 'anna', 'Anna');
  await register(bo.page, address, 'bo', 'Bo');
  await bo.page.getByTestId('rail-channels').click();
  await expect(bo.page.getByTestId('new-channel')).toBeHidden();

  await anna.page.getByTestId('rail-channels').click();
  await anna.page.getByTestId('new-channel').click();
  await anna.page.getByTestId('channel-title').fill('公司公告');
  await anna.page.getByTestId('create-channel').click();
  await expect(anna.page.getByTestId('channel-name')).toHaveText('公司公告');
  await write(anna.page, '食堂休息', '周五食堂不开门');
  await expect(bo.page.getByTestId('channel-row')).toHaveCount(1);
  await bo.page.getByTestId('rail-chats').click();

  // Published, it is everybody's, and unread where nobody looks.
  await step(anna.page, '食堂休息', 'publish');
  await expect(managed(anna.page, '食堂休息')).toHaveAttribute('data-state', 'published');
  await expect(bo.page.getByTestId('channels-badge')).toHaveText('1');
  await expect(bo.page).toHaveTitle('(1) Yidu');
  await expect(anna.page.getByTestId('channels-badge')).toBeHidden();

  // Shown, it is read, and who publishes sees so (X1, X3).
  await openChannel(bo.page, '公司公告');
  await expect(card(bo.page, '周五食堂不开门')).toBeVisible();
  await expect(bo.page.getByTestId('channels-badge')).toBeHidden();
  await expect(bo.page.getByTestId('channel-badge')).toBeHidden();
  await expect(managed(anna.page, '食堂休息').getByTestId('reach-read')).toContainText('1');
  await expect(managed(anna.page, '食堂休息').getByTestId('reach-of')).toContainText('1');
  await managed(anna.page, '食堂休息').getByTestId('reach-open').click();
  await expect(managed(anna.page, '食堂休息').getByTestId('reach-plot')).toBeVisible();

  // Changed, it stays read.
  await managed(anna.page, '食堂休息').getByTestId('act-modify').click();
  await anna.page.getByTestId('editor-text').fill('周五和周六食堂不开门');
  await anna.page.getByTestId('editor-save').click();
  await expect(card(bo.page, '周五和周六食堂不开门')).toBeVisible();
  await expect(bo.page.getByTestId('channels-badge')).toBeHidden();

  // The channel is called otherwise, and so it is everywhere.
  await anna.page.getByTestId('channel-settings').click();
  await anna.page.getByTestId('channel-rename').fill('全员公告');
  await anna.page.getByTestId('channel-save').click();
  await expect(bo.page.getByTestId('channel-name')).toHaveText('全员公告');

  // It is found, and the way leads to it.
  await bo.page.getByTestId('rail-chats').click();
  await bo.page.keyboard.press('Control+k');
  await bo.page.getByTestId('search-input').fill('周六食');
  await bo.page.getByTestId('announcement-hit').click();
  await expect(card(bo.page, '周五和周六食堂不开门')).toBeInViewport();

  // Stopped, it tells nobody anything new; recalled, nothing of it stays.
  await step(anna.page, '食堂休息', 'stop');
  await expect(managed(anna.page, '食堂休息')).toHaveAttribute('data-state', 'stopped');
  await step(anna.page, '食堂休息', 'recall');
  await expect(bo.page.getByTestId('announcement-card')).toHaveText(/recalled/);
  await expect(bo.page.getByText('周六食堂')).toHaveCount(0);
  await bo.page.keyboard.press('Control+k');
  await bo.page.getByTestId('search-input').fill('周六食');
  await expect(bo.page.getByTestId('search-nothing')).toBeVisible();
});

test('channels are used by keyboard, and axe finds nothing serious, light and dark (X13)', async ({
  launch,
  relay,
}) => {
  const [anna, bo] = await Promise.all([launch('anna'), launch('bo')]);
  const { page } = anna;
  await register(page, relay.url, 'anna', 'Anna');
  await relay.grant('anna');
  await register(bo.page, relay.url, 'bo', 'Bo');
  await page.getByTestId('rail-channels').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('new-channel').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('channel-title')).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type('News');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('channel-name')).toHaveText('News');
  await expectAccessible(page);
  await page.getByTestId('new-announcement').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('editor-title')).toBeFocused();
  await page.getByTestId('editor-version').fill('new');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveCount(3);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await write(page, 'Moving', 'To the third floor');
  await managed(page, 'Moving').getByTestId('act-publish').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(managed(page, 'Moving')).toHaveAttribute('data-state', 'published');

  // With the arrow keys to the channel, which then is read.
  await bo.page.getByTestId('rail-channels').click();
  await bo.page.getByRole('listbox', { name: 'Channels' }).focus();
  await bo.page.keyboard.press('ArrowDown');
  await bo.page.keyboard.press('Enter');
  await expect(card(bo.page, 'To the third floor')).toBeVisible();
  await expectAccessible(bo.page);
  await expect(managed(page, 'Moving').getByTestId('reach-read')).toContainText('1');
  await managed(page, 'Moving').getByTestId('reach-open').click();
  await expect(managed(page, 'Moving').getByTestId('reach-plot')).toBeVisible();
  await expectAccessible(page);
  await page.getByTestId('rail-settings').click();
  await page.getByTestId('option-dark').click();
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await page.getByTestId('option-read').click();
  await expect(card(page, 'To the third floor')).toBeVisible();
  await expectAccessible(page);
});

test('a pre-release is for its whitelist; who was away when it was recalled loses it too', async ({
  launch,
  relay,
}) => {
  const [anna, bo, cy] = await Promise.all([
    newPerson(launch, relay, 'anna', 'Anna'),
    newPerson(launch, relay, 'bo', 'Bo'),
    newPerson(launch, relay, 'cy', 'Cy'),
  ]);
  await relay.grant('anna');
  await anna.page.getByTestId('rail-channels').click();
  await anna.page.getByTestId('new-channel').click();
  await anna.page.getByTestId('channel-title').fill('News');
  await anna.page.getByTestId('channel-title').press('Enter');
  await write(anna.page, 'Moving', 'To the third floor');
  await managed(anna.page, 'Moving').getByTestId('act-preRelease').click();
  await anna.page.getByTestId('people-search').fill('Bo');
  await anna.page.getByTestId('person-option').filter({ hasText: 'Bo' }).click();
  await anna.page.getByTestId('whitelist-submit').click();
  await expect(managed(anna.page, 'Moving')).toHaveAttribute('data-state', 'pre-release');
  await openChannel(bo.page, 'News');
  await expect(card(bo.page, 'To the third floor').getByTestId('state-tag').first()).toHaveText(
    'Pre-release',
  );
  await openChannel(cy.page, 'News');
  await expect(cy.page.getByTestId('announcement-card')).toHaveCount(0);

  await bo.end();
  await step(anna.page, 'Moving', 'recall');
  await expect(managed(anna.page, 'recalled')).toBeVisible();
  const again = await launch('bo');
  await openChannel(again.page, 'News');
  await expect(again.page.getByTestId('announcement-card')).toHaveText(/recalled/);
  await expect(cy.page.getByTestId('announcement-card')).toHaveCount(0);
});

test('announcements are taken along: exported, imported beside another relay, and only to be read there', async ({
  launch,
  relay,
}) => {
  const [anna, max] = await Promise.all([launch('anna'), launch('max')]);
  await hostHere(anna.page, 'anna', 'Anna');
  await register(max.page, relay.url, 'max', 'Max');
  await anna.page.getByTestId('rail-channels').click();
  await anna.page.getByTestId('new-channel').click();
  await anna.page.getByTestId('channel-title').fill('公司公告');
  await anna.page.getByTestId('create-channel').click();
  await write(anna.page, '食堂休息', '周五食堂不开门');
  await step(anna.page, '食堂休息', 'publish');
  await expect(managed(anna.page, '食堂休息')).toHaveAttribute('data-state', 'published');

  await anna.page.getByTestId('rail-settings').click();
  await anna.page.getByTestId('settings-storage').click();
  await anna.page.getByTestId('export').click();
  const name = `Yidu ${new Date().toISOString().slice(0, 10)}`;
  const folder = await anna.saves(name, () => anna.page.getByTestId('export-begin').click());
  await expect(anna.page.getByTestId('archive-status')).toContainText('1 announcement exported');

  await max.page.getByTestId('rail-settings').click();
  await max.page.getByTestId('settings-storage').click();
  await max.choose([folder], () => max.page.getByTestId('import').click());
  await expect(max.page.getByTestId('archive-status')).toContainText('1 announcement is new here');
  await max.page.getByTestId('archive-cancel').click();
  await max.page.keyboard.press('Escape');
  await openChannel(max.page, '公司公告');
  await expect(card(max.page, '周五食堂不开门')).toBeVisible();
  await expect(max.page.getByTestId('channel-origin')).toContainText('From an archive');
  await expect(max.page.getByTestId('channels-badge')).toBeHidden();
  await expect(max.page.getByTestId('new-announcement')).toBeHidden();
  await expectAccessible(max.page);
});
