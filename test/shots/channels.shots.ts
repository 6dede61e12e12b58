import { inWorkspace } from '../e2e/support/actions.ts';
import type { Page } from '@playwright/test';
import { shoot } from './support/shoot.ts';
import { expect, test } from './support/test.ts';

async function openNews(page: Page): Promise<void> {
  await inWorkspace(page);
  await page.getByTestId('rail-channels').click();
  await page.getByTestId('channel-row').filter({ hasText: '公司公告' }).click();
}

test('channel', async ({ office }) => {
  const { page } = await office.client(1);
  await openNews(page);
  await expect(page.getByTestId('announcement-card').first()).toBeVisible();
  await shoot(page, 'channel');
});

test('channel-office channel-editor', async ({ office }) => {
  const { page } = await office.client(0);
  await openNews(page);
  const managed = page.getByTestId('managed-announcement').filter({ hasText: '搬到三楼' });
  await managed.getByTestId('reach-open').click();
  await expect(managed.getByTestId('reach-plot')).toBeVisible();
  await shoot(page, 'channel-office');
  await page.getByTestId('new-announcement').click();
  await page.getByTestId('editor-title').fill('年会 · Annual party');
  await page
    .getByTestId('editor-text')
    .fill('十二月十八日晚六点，二楼大厅。\nDecember 18, six in the evening, second-floor hall.');
  await shoot(page, 'channel-editor');
});
