import type { Locator, Page } from '@playwright/test';
import { expect } from '../../e2e/support/test.ts';

/** The row with exactly this title; others may have it among their words. */
export function rowOf(page: Page, title: string): Locator {
  return page.getByTestId('conversation-row').filter({ has: page.getByText(title, { exact: true }) });
}

/** Opens a conversation, and waits until its messages are there. */
export async function open(page: Page, title: string): Promise<void> {
  await rowOf(page, title).click();
  await expect(page.getByTestId('conversation-title')).toHaveText(title);
  await expect(page.getByTestId('message').first()).toBeVisible();
}
