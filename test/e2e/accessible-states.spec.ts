import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { groupOf, message, openConversation, register, send } from './support/actions.ts';
import { pastePicture } from './support/pictures.ts';
import { pretendDesktop, WHOLE_DESKTOP } from './support/pretended-desktop.ts';
import { expect, test } from './support/test.ts';

/** Dark and Chinese, where the other tests look at light and English ones. */
async function inChineseAndDark(page: Page): Promise<void> {
  await page.evaluate(() => window.yidu.request('settings.set', { language: 'zh-CN', theme: 'dark' }));
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
}

test('axe finds nothing serious in lists, dialogs, pictures and settings, dark and in Chinese (X13)', async ({
  launch,
  relay,
}) => {
  test.slow();
  const [lin, emma] = await Promise.all([launch('lin'), launch('emma')]);
  const { page } = lin;
  await inChineseAndDark(page);
  await page.getByTestId('door-host').click();
  await expectAccessible(page);
  await page.getByTestId('login-back').click();
  await register(emma.page, relay.url, 'emma', 'Ruth Baker');
  await register(page, relay.url, 'lin', '林夕');
  // Not before the session has begun: until then only this disk is searched.
  const found = async (): Promise<string[]> => {
    const answer = await page.evaluate(() => window.yidu.request('people.search', { query: 'Ruth' }));
    return answer.ok ? answer.value.people.map(({ displayName }) => displayName) : [];
  };
  await expect.poll(found).toEqual(['Ruth Baker']);
  await groupOf(page, '项目组', ['Ruth']);
  await openConversation(page, '项目组');

  // What a conversation can show: a quote, a link, code, a picture and its viewer, several chosen, something found.
  await send(page, '**重点**：`code` https://example.org/');
  await expect(message(page, '重点').getByTestId('receipt-label')).toBeVisible();
  await page.getByTestId('composer').press('ArrowUp');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await emma.page.getByTestId('conversation-row').click();
  await emma.page.getByTestId('message').first().hover();
  await emma.page.getByTestId('toolbar-reply').click();
  await send(emma.page, 'answered');
  await expect(message(page, 'answered').getByTestId('quote')).toBeVisible();
  await pastePicture(page, 800, 450);
  await expect(page.getByTestId('attachment')).toHaveCount(1);
  await page.getByTestId('composer').press('Enter');
  await expect(page.getByTestId('image')).toHaveAttribute('data-state', 'shown');
  await expectAccessible(page);
  // The picture, and not what pauses it while it is on its way.
  await page.getByTestId('image').getByRole('button', { name: 'image.png' }).press('Enter');
  await expect(page.getByTestId('viewer-image')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByTestId('insert-emoji').click();
  await expect(page.getByTestId('emoji').first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await message(page, 'answered').click({ button: 'right' });
  await expectAccessible(page);
  await page.getByTestId('menu-select').click();
  await expectAccessible(page);
  await page.getByTestId('select-leave').click();
  await page.keyboard.press('Control+k');
  await page.getByTestId('search-input').fill('独角兽');
  await expect(page.getByTestId('search-nothing')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await page.getByTestId('rail-contacts').click();
  await expect(page.getByTestId('contact').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByTestId('rail-chats').click();
  await page.getByTestId('new-chat').click();
  await page.getByTestId('people-search').fill('Ruth');
  await expect(page.getByTestId('person-option')).toHaveCount(1);
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  // The web host has nothing for one of the pages, and hides it.
  await page.getByTestId('rail-settings').click();
  await expect(page.getByTestId('settings-notifications')).toBeVisible();
  await expect(page.getByTestId('settings-desktop')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await pretendDesktop(page, WHOLE_DESKTOP);
  await page.getByTestId('rail-settings').click();
  await expect(page.getByTestId('settings-desktop')).toBeVisible();
  for (const tab of await page.getByTestId('settings').getByRole('tab').all()) {
    await tab.click();
    await expectAccessible(page);
  }
  await page.keyboard.press('Escape');

  await relay.kill();
  await expect(page.getByTestId('offline-bar')).toBeVisible();
  await expectAccessible(page);
});
