import type { Page } from '@playwright/test';
import { newChat, openConversation, register, send } from './support/actions.ts';
import { expect, test } from './support/test.ts';

/** Writes many messages through the client, as fast as it takes them. */
async function sendMany(page: Page, count: number): Promise<void> {
  await page.evaluate(async (n) => {
    const list = await window.yidu.request('conversation.list', {});
    const conversation = list.ok ? list.value.conversations[0]?.id : undefined;
    if (!conversation) throw new Error('no conversation');
    for (let i = 1; i <= n; i++) {
      const text = i % 3 === 0 ? `note ${i}\nwith a second line` : `note ${i}`;
      await window.yidu.request('message.send', { conversation, content: { type: 'text', text } });
    }
  }, count);
}

/** How many px the first whole row in sight moves while `until` becomes true; its key, to look at the same one again. */
async function watchRow(page: Page): Promise<() => Promise<number>> {
  const scroller = page.getByTestId('timeline');
  const place = (key: string | null) =>
    scroller.evaluate((box, wanted) => {
      const top = box.getBoundingClientRect().top;
      const rows = [...box.querySelectorAll<HTMLElement>('[data-key]')];
      const row = rows.find((one) =>
        wanted === null ? one.getBoundingClientRect().top >= top + 40 : one.dataset['key'] === wanted,
      );
      return { key: row?.dataset['key'] ?? '', top: row?.getBoundingClientRect().top ?? Number.NaN };
    }, key);
  const before = await place(null);
  return async () => Math.abs((await place(before.key)).top - before.top);
}

test('the row that is looked at moves by at most 1 px, whatever comes above or below (X5)', async ({
  launch,
  relay,
}) => {
  const [lin, emma] = await Promise.all([launch('lin'), launch('emma')]);
  const { page } = emma;
  await register(lin.page, relay.url, 'lin', '林夕');
  await register(page, relay.url, 'emma', 'Emma');
  await newChat(lin.page, ['Emma']);
  await sendMany(lin.page, 241);
  await expect(lin.page.getByTestId('message').last()).toContainText('note 241');
  await expect(page.getByTestId('badge')).toHaveText(/99\+|241/);
  await openConversation(page, '林夕');
  const scroller = page.getByTestId('timeline');
  await scroller.focus();
  await page.keyboard.press('End');
  await expect(page.getByText('note 241', { exact: true }).last()).toBeVisible();

  // History above: scrolled near the beginning of what is held, older pages come.
  const held = await page.getByTestId('message').count();
  const first = await page.getByTestId('message').first().getAttribute('data-key');
  await scroller.evaluate((box) => (box.scrollTop = 300));
  const history = await watchRow(page);
  await expect(page.getByTestId('message').first()).not.toHaveAttribute('data-key', first ?? '');
  expect(await page.getByTestId('message').count()).toBeGreaterThanOrEqual(held);
  expect(await history()).toBeLessThanOrEqual(1);

  // A new message below, and a reaction that makes a row in sight higher.
  await page.keyboard.press('End');
  await expect(page.getByText('note 241', { exact: true }).last()).toBeInViewport();
  await scroller.evaluate((box) => (box.scrollTop -= 400));
  const arrival = await watchRow(page);
  await send(lin.page, 'one more');
  await expect(page.getByTestId('message').last()).toContainText('one more');
  expect(await arrival()).toBeLessThanOrEqual(1);
  const seen = await watchRow(page);
  await page.getByTestId('message').filter({ hasText: 'note 230' }).scrollIntoViewIfNeeded();
  const reacted = lin.page.getByTestId('message').filter({ hasText: 'note 230' });
  await reacted.hover();
  await reacted.getByTestId('toolbar-react').click();
  await lin.page.getByTestId('quick-emoji').first().click();
  await expect(
    page.getByTestId('message').filter({ hasText: 'note 230' }).getByTestId('reaction'),
  ).toBeVisible();
  expect(await seen()).toBeLessThanOrEqual(1);
});
