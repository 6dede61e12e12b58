import type { Page } from '@playwright/test';
import {
  expectState,
  groupOf,
  message,
  newChat,
  openConversation,
  row,
  sayMany,
  send,
  twoPeople,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';

const notes = (count: number): string[] =>
  Array.from({ length: count }, (_, n) =>
    (n + 1) % 3 === 0 ? `note ${n + 1}\nwith a second line` : `note ${n + 1}`,
  );

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
  const [lin, emma] = await twoPeople(launch, relay);
  const { page } = emma;
  await newChat(lin.page, ['Emma']);
  await sayMany(lin.page, notes(241));
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

test('a conversation that was left for the channels is where it was, and what came meanwhile is not read (X1, X5)', async ({
  launch,
  relay,
}) => {
  const [lin, { page }] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await sayMany(lin.page, notes(60));
  await openConversation(page, '林夕');
  const scroller = page.getByTestId('timeline');
  await scroller.press('End');
  await expect(message(page, 'note 60')).toBeInViewport();
  await scroller.evaluate((box) => (box.scrollTop -= 700));
  await expect(message(page, 'note 60')).not.toBeInViewport();
  const moved = await watchRow(page);
  await page.getByTestId('rail-channels').click();
  await expect(scroller).toBeHidden();
  await send(lin.page, 'while she looks at the channels');
  await expect(row(lin.page, 'Emma')).toContainText('while she looks at the channels');
  await page.getByTestId('rail-chats').click();
  await expect(scroller).toBeVisible();
  expect(await moved()).toBeLessThanOrEqual(1);

  // Left at the end, it begins where the unread begins.
  await scroller.press('End');
  await expect(message(page, 'while she looks at the channels')).toBeInViewport();
  await send(page, 'I saw it');
  await page.getByTestId('rail-channels').click();
  await sayMany(
    lin.page,
    notes(30).map((text) => `later ${text}`),
  );
  await expect(message(page, 'later note 30')).toHaveCount(1);
  await page.getByTestId('rail-chats').click();
  await expect(page.getByTestId('unread-separator')).toBeInViewport();
  await expect(message(page, 'later note 30')).not.toBeInViewport();
});

test('what comes while one looks at the channels is not passed over, also by who went there right after sending (X1)', async ({
  launch,
  relay,
}) => {
  const [lin, { page }] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'first');
  await openConversation(page, '林夕');
  await expect(message(page, 'first')).toBeInViewport();
  await page.getByTestId('composer').fill('I am off');
  // In one turn: the message is not stored yet when the timeline goes out of sight.
  await page.evaluate(() => {
    for (const id of ['send', 'rail-channels'])
      document.querySelector<HTMLElement>(`[data-testid="${id}"]`)?.click();
  });
  await expect(message(lin.page, 'I am off')).toBeVisible();
  await sayMany(lin.page, notes(30));
  await expect(message(page, 'note 30')).toHaveCount(1);
  await page.getByTestId('rail-chats').click();
  await expect(page.getByTestId('unread-separator')).toBeInViewport();
  await expect(message(page, 'note 30')).not.toBeInViewport();
  await expect(row(page, '林夕').getByTestId('badge')).toBeVisible();
});

test('who scrolls up in the very moment in which a message comes stays where they scrolled to (X5)', async ({
  launch,
  relay,
}) => {
  const [lin, { page }] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await sayMany(lin.page, notes(60));
  await openConversation(page, '林夕');
  const scroller = page.getByTestId('timeline');
  await scroller.press('End');
  await expect(message(page, 'note 60')).toBeInViewport();
  // The browser tells of a scroll a frame later: here that frame is as long as it takes.
  await page.evaluate(() => {
    window.addEventListener('scroll', (event) => event.stopImmediatePropagation(), { capture: true });
  });
  await scroller.evaluate((box) => (box.scrollTop -= 400));
  const moved = await watchRow(page);
  await send(lin.page, 'just now');
  await expect(message(page, 'just now')).toHaveCount(1);
  expect(await moved()).toBeLessThanOrEqual(1);
  await expect(message(page, 'just now')).not.toBeInViewport();
});

test('what the details cover in a narrow window is not read (X1)', async ({ launch, relay }) => {
  const [lin, { page }] = await twoPeople(launch, relay);
  await page.setViewportSize({ width: 880, height: 700 });
  await groupOf(lin.page, 'Team', ['emma']);
  await openConversation(lin.page, 'Team');
  await openConversation(page, 'Team');
  await page.getByTestId('members').click();
  await expect(page.getByTestId('members-panel')).toBeVisible();
  await send(lin.page, 'behind the members');
  await expect(row(page, 'Team').getByTestId('badge')).toHaveText('1');
  // Longer than it takes to read what is shown.
  await page.waitForTimeout(1_200);
  await expect(row(page, 'Team').getByTestId('badge')).toHaveText('1');
  await expectState(lin.page, 'behind the members', 'some-unread');
  await page.getByTestId('close-panel').click();
  await expectState(lin.page, 'behind the members', 'all-read');
});
