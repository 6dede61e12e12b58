import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { message, newChat, newPerson, openConversation, row, send, twoPeople } from './support/actions.ts';
import { expect, test } from './support/test.ts';

async function openSettings(page: Page, tab: string): Promise<void> {
  await page.getByTestId('rail-settings').click();
  await page.getByTestId(`settings-${tab}`).click();
}

/** What an export of today is called. */
const today = (): string => `Yidu ${new Date().toISOString().slice(0, 10)}`;

test('history is taken along: exported, read in a browser, imported by another account and found there', async ({
  launch,
  relay,
}) => {
  const [[lin, emma], max] = await Promise.all([
    twoPeople(launch, relay),
    newPerson(launch, relay, 'max', 'Max'),
  ]);
  await newChat(lin.page, ['Emma']);
  await send(lin.page, '季度报告 <b>draft</b>');
  await expect(row(emma.page, '林夕')).toContainText('季度报告');

  await openSettings(lin.page, 'storage');
  await expect(lin.page.getByTestId('size-store')).toContainText(/\d/);
  await lin.page.getByTestId('export').click();
  await expectAccessible(lin.page);
  const folder = await lin.saves(today(), () => lin.page.getByTestId('export-begin').click());
  await expect(lin.page.getByTestId('archive-status')).toContainText('exported');
  await expectAccessible(lin.page);
  expect(readdirSync(folder)).toContain('archive.yidu');

  // Nothing in the pages is refused by their own policy, and nothing in them runs.
  const reader = await lin.page.context().newPage();
  const said: string[] = [];
  reader.on('console', (line) => said.push(line.text()));
  await reader.goto(pathToFileURL(join(folder, 'index.html')).href);
  await reader.getByRole('link', { name: 'Emma' }).click();
  await expect(reader.getByText('季度报告 <b>draft</b>')).toBeVisible();
  await expect(reader.locator('article p').first()).toHaveCSS('white-space-collapse', 'preserve');
  expect(said).toEqual([]);
  await reader.close();

  await openSettings(max.page, 'storage');
  await max.choose([folder], () => max.page.getByTestId('import').click());
  await expect(max.page.getByTestId('archive-status')).toContainText('under Archived');
  await max.page.getByTestId('archive-cancel').click();
  await max.page.keyboard.press('Escape');
  await max.page.keyboard.press('Control+k');
  await max.page.getByTestId('search-input').fill('季度');
  await max.page.getByTestId('search-hit').click();
  await expect(message(max.page, '季度报告')).toBeVisible();
  await expect(max.page.getByTestId('composer-gone')).toContainText('archive');

  // Opened by a double click it only asks: whoever has sent it does not decide.
  await emma.opens(join(folder, 'archive.yidu'));
  const asking = emma.page.getByRole('alertdialog').or(emma.page.getByRole('dialog'));
  await expect(asking).toContainText(`Import “${today()}”?`);
  await expectAccessible(emma.page);
  await emma.page.getByTestId('confirm').click();
  await expect(emma.page.getByTestId('archive-status')).toContainText('under Archived');
});

test('storage and looks are the user’s: the index is made anew, colour and density stay after a restart', async ({
  launch,
  relay,
}) => {
  const [first] = await twoPeople(launch, relay);
  let lin = first;
  await newChat(lin.page, ['Emma']);
  await send(lin.page, '找得到 again');

  await openSettings(lin.page, 'storage');
  await lin.page.getByTestId('reindex').click();
  await lin.page.getByTestId('confirm').click();
  await expect(lin.page.getByTestId('reindex')).toBeEnabled();
  await lin.page.getByTestId('cache-limit').getByTestId('option-512').click();

  await lin.page.getByTestId('settings-general').click();
  await lin.page.getByTestId('accent-blue').click();
  await lin.page.getByTestId('option-compact').click();
  await expect(lin.page.locator('html')).toHaveAttribute('data-accent', 'blue');

  await lin.page.getByTestId('settings-about').click();
  await lin.page.getByTestId('show-licences').click();
  const sqlite = lin.page.getByTestId('licences').getByRole('listitem').filter({ hasText: 'better-sqlite3' });
  await sqlite.first().locator('summary').click();
  await expect(sqlite.first()).toContainText('Permission is hereby granted');
  await expectAccessible(lin.page);
  await lin.page.keyboard.press('Escape');
  await lin.page.keyboard.press('Control+k');
  await lin.page.getByTestId('search-input').fill('找得');
  await expect(lin.page.getByTestId('search-hit')).toContainText('找得到');

  await lin.end();
  lin = await launch('lin');
  await expect(lin.page.locator('html')).toHaveAttribute('data-density', 'compact');
  await openConversation(lin.page, 'Emma');
  await openSettings(lin.page, 'storage');
  await expect(lin.page.getByTestId('cache-limit').getByTestId('option-512')).toBeChecked();
});
