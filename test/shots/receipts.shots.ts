import { message, send } from '../e2e/support/actions.ts';
import { open } from './support/open.ts';
import { shoot } from './support/shoot.ts';
import { expect, test } from './support/test.ts';

const ALL = '全员公告 · All hands';

test('receipts-unread receipts-read', async ({ office }) => {
  const { page } = await office.client(0);
  await open(page, ALL);
  await send(page, '周五下午三点全员大会，三楼会议室。All hands on Friday at three, third-floor room.');
  const label = message(page, '周五下午三点全员大会').getByTestId('receipt-label');
  await expect(label).toContainText('639');
  const readers = await Promise.all(Array.from({ length: 28 }, (_, n) => office.colleague(2 + n)));
  const group = await readers[0]?.group(ALL);
  if (group) await Promise.all(readers.map((one) => one.read(group)));
  await expect(label).toContainText('611');
  const popover = page.getByTestId('receipt-popover');
  for (const tab of ['unread', 'read'] as const)
    await shoot(page, `receipts-${tab}`, {
      async again() {
        if (!(await popover.isVisible())) await label.click();
        await page.getByTestId(`receipt-tab-${tab}`).click();
        await expect(popover.getByTestId('receipt-entry').first()).toBeVisible();
      },
    });
});
