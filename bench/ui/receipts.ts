import type { Locator, Page } from '@playwright/test';
import { scroll, type Watched } from './measures.ts';

const TIMES = 10;

export interface ReceiptsSeen {
  /** From the click to the picture with the first name, of each list in turn; ms. */
  readonly openedMs: readonly number[];
  readonly unread: Watched;
  readonly read: Watched;
  /** Most elements of the popover while it was scrolled. */
  readonly elements: number;
}

/** Who has not read a message that has just been sent, which is `others`, and who has read an older one, which is all. */
export async function lookAtReceipts(page: Page, others: number): Promise<ReceiptsSeen> {
  const labels = page.getByTestId('receipt-label');
  const older = page.locator('[data-testid="message"]', { has: labels }).last();
  const key = await older.getAttribute('data-key');
  if (key === null) throw new Error('no message of mine is in sight');
  await page.getByTestId('composer').fill('谁看了？ Who has read this?');
  await page.keyboard.press('Enter');
  await labels
    .last()
    .filter({ hasText: new RegExp(others.toLocaleString('en-US').replace(',', ',?')) })
    .waitFor();

  const openedMs: number[] = [];
  const popover = page.getByTestId('receipt-popover');
  let elements = 0;
  const look = async (label: Locator, tab: 'unread' | 'read'): Promise<Watched> => {
    for (let n = 0; n < TIMES; n++) {
      openedMs.push(await opened(label));
      await page.keyboard.press('Escape');
      await popover.waitFor({ state: 'detached' });
    }
    await label.click();
    await page.getByTestId(`receipt-tab-${tab}`).and(page.locator('[data-state="active"]')).waitFor();
    await popover.getByTestId('receipt-entry').first().waitFor();
    const watched = await scroll(page, popover.getByTestId('receipt-entry').first(), 300, 1_500);
    elements = Math.max(elements, await popover.locator('*').count());
    await page.keyboard.press('Escape');
    return watched;
  };
  const unread = await look(labels.last(), 'unread');
  const read = await look(page.locator(`[data-key="${key}"]`).getByTestId('receipt-label'), 'read');
  return { openedMs, unread, read, elements };
}

/** Measured in the page: what asks from outside adds its own way there and back. */
async function opened(label: Locator): Promise<number> {
  return label.evaluate(async (button) => {
    if (!(button instanceof HTMLElement)) throw new Error('the label is no button');
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    const start = performance.now();
    button.click();
    while (!document.querySelector('[data-testid="receipt-entry"]')) {
      await frame();
      if (performance.now() - start > 10_000) throw new Error('the receipts never came');
    }
    // The frame in which it is drawn is over when the next one begins.
    await frame();
    return performance.now() - start;
  });
}
