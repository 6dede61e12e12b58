import { inWorkspace } from '../e2e/support/actions.ts';
import { open } from './support/open.ts';
import { shoot } from './support/shoot.ts';
import { expect, test } from './support/test.ts';

test('search-hits search-none', async ({ office }) => {
  const { page } = await office.client(0);
  await open(page, 'Emma Walker');
  await page.keyboard.press('Control+k');
  const input = page.getByTestId('search-input');
  await input.fill('回执');
  await expect(page.getByTestId('history-indexing')).toHaveCount(0);
  await expect(page.getByTestId('search-hit').first()).toBeVisible();
  await expect(page.getByTestId('search-named').first()).toBeVisible();
  await shoot(page, 'search-hits');
  await input.fill('独角兽');
  await expect(page.getByTestId('search-nothing')).toBeVisible();
  await shoot(page, 'search-none');
});

test('contacts new-chat', async ({ office }) => {
  const { page } = await office.client(0);
  await inWorkspace(page);
  await page.getByTestId('rail-contacts').click();
  await expect(page.getByTestId('contact').first()).toBeVisible();
  await shoot(page, 'contacts');
  await page.getByTestId('rail-chats').click();
  await page.getByTestId('new-chat').click();
  await page.getByTestId('people-search').fill('wang');
  await page.getByTestId('person-option').nth(0).click();
  await page.getByTestId('people-search').fill('li');
  await page.getByTestId('person-option').nth(1).click();
  await page.getByTestId('group-title').fill('春节值班');
  await shoot(page, 'new-chat');
});

test('search-indexing', async ({ office }) => {
  // A link on which all history takes a minute.
  office.gate.slowDown(24_000);
  const { page } = await office.client(0);
  await inWorkspace(page);
  await page.keyboard.press('Control+k');
  await page.getByTestId('search-input').fill('的');
  await expect(page.getByTestId('history-indexing')).toContainText(/[3-9]\d ?%/, { timeout: 90_000 });
  // What has come since it was asked first.
  await page.getByTestId('search-input').fill('的 ');
  await expect(page.getByTestId('search-hit').first()).toBeVisible();
  office.gate.cut();
  await shoot(page, 'search-indexing');
});
