import type { Page } from '@playwright/test';
import { v7 } from 'uuid';
import { ClientId } from '../../src/shared/model/ids.ts';
import { inWorkspace } from '../e2e/support/actions.ts';
import { shoot } from './support/shoot.ts';
import { expect, test } from './support/test.ts';

/** Long enough to be seen before. ms. */
const EXPIRES_MS = 15_000;

async function openNews(page: Page): Promise<void> {
  await inWorkspace(page);
  await page.getByTestId('rail-channels').click();
  await page.getByTestId('channel-row').filter({ hasText: '公司公告' }).click();
}

test('channel', async ({ office, shift }) => {
  const { page } = await office.client(1);
  await openNews(page);
  await expect(page.getByTestId('announcement-card').first()).toBeVisible();
  // What a device has had stays in its place when it is over.
  const owner = await office.colleague(0);
  const { channels } = await owner.request('channel.pull', { position: 0 });
  const channel = channels.find(({ title }) => title.startsWith('公司公告'))?.id;
  if (channel === undefined) throw new Error('there is no such channel');
  const publish = async (title: string, text: string, expiresAt: number | null): Promise<number> => {
    const clientId = ClientId.parse(v7());
    const drafted = { channel, clientId, title, text, expiresAt, minVersion: null };
    const { seq } = await owner.request('channel.draft', drafted);
    await owner.request('channel.act', { channel, seq, action: { kind: 'publish' } });
    await expect(page.getByTestId('announcement-card').filter({ hasText: title })).toBeVisible();
    return seq;
  };
  const wrong = await publish('门禁密码', '(发错了)', null);
  await owner.request('channel.act', { channel, seq: wrong, action: { kind: 'recall' } });
  await publish(
    '今天的电梯检修 · Lift out of service',
    '西侧电梯检修到下午。',
    Date.now() + shift + EXPIRES_MS,
  );
  await expect(page.getByText('门禁密码')).toHaveCount(0);
  const expired = page.getByTestId('state-tag').filter({ hasText: /已过期|Expired/ });
  await expect(expired).toBeVisible({ timeout: 2 * EXPIRES_MS });
  await shoot(page, 'channel');
});

test('channel-office channel-editor', async ({ office }) => {
  const { page } = await office.client(0);
  await openNews(page);
  await page.getByTestId('channel-view').getByTestId('option-manage').click();
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
