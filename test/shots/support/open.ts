import type { Locator, Page } from '@playwright/test';
import { expect } from '../../e2e/support/test.ts';

/** The row with exactly this title; others may have it among their words. */
export function rowOf(page: Page, title: string): Locator {
  return page.getByTestId('conversation-row').filter({ has: page.getByText(title, { exact: true }) });
}

/** The link is there again: connects at once, unless the client has been quicker. */
export async function reconnect(page: Page): Promise<void> {
  await page.getByTestId('retry-now').evaluateAll(([button]) => {
    if (button instanceof HTMLElement) button.click();
  });
}

/** All history is on the disk, so that nothing moves any more. */
export async function synced(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const history = await window.yidu.request('history.get', {});
        return history.ok ? history.value.percent : null;
      }),
    )
    .toBe(100);
}

/** Opens a conversation, and waits until its messages are there. */
export async function open(page: Page, title: string): Promise<void> {
  await rowOf(page, title).click();
  await expect(page.getByTestId('conversation-title')).toHaveText(title);
  await expect(page.getByTestId('message').first()).toBeVisible();
}
