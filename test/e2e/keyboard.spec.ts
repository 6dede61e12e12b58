import type { Locator, Page } from '@playwright/test';
import { expectState, message, openConversation, PASSWORD, register, row } from './support/actions.ts';
import { expect, test } from './support/test.ts';

/** As often as a patient person presses Tab to get somewhere. */
const PATIENCE = 30;

/** No finger is off a key sooner; what an arrow key moves to is chosen while it is down. */
const FINGER_MS = 40;

/** With Tab, or Shift+Tab, to an element; what cannot be reached so fails. */
async function tabTo(page: Page, to: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let n = 0; n < PATIENCE; n++) {
    if (await to.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(to).toBeFocused();
}

test('a day without a mouse: joining, writing, answering, receipts, groups, search and settings (X13)', async ({
  launch,
  relay,
}) => {
  const [lin, emma] = await Promise.all([launch('lin'), launch('emma')]);
  await register(emma.page, relay.url, 'emma', 'Emma');
  const { page } = lin;
  const { keyboard } = page;
  const at = (testId: string): Locator => page.getByTestId(testId);

  await expect(at('door-join')).toBeVisible();
  await tabTo(page, at('door-join'));
  await keyboard.press('Enter');
  // Signing in or as somebody new: a group of two, of which the arrows choose.
  await tabTo(page, at('option-signIn'));
  await keyboard.press('ArrowRight', { delay: FINGER_MS });
  await expect(at('option-register')).toBeChecked();
  for (const [name, text] of [
    ['field-url', relay.url],
    ['field-display-name', '林夕'],
    ['field-name', 'lin'],
    ['field-password', PASSWORD],
  ] as const) {
    await tabTo(page, at(name));
    await keyboard.type(text);
  }
  await keyboard.press('Enter');
  await expect(at('rail-chats')).toBeVisible();

  // A conversation, and a message that is read.
  await keyboard.press('Control+n');
  await expect(at('people-search')).toBeFocused();
  await keyboard.type('Emma');
  await expect(at('person-option')).toHaveCount(1);
  await keyboard.press('Enter');
  await tabTo(page, at('create-chat'));
  await keyboard.press('Enter');
  await expect(at('composer')).toBeFocused();
  await keyboard.type('no mouse today');
  await keyboard.press('Enter');
  await openConversation(emma.page, '林夕');
  await expectState(page, 'no mouse today', 'read');

  // To the message, its tools, a reaction, and who has read it; each gives the focus back.
  const mine = message(page, 'no mouse today');
  await tabTo(page, mine, 'Shift+Tab');
  await tabTo(page, at('toolbar-react'));
  await keyboard.press('Enter');
  await expect(at('quick-emoji').first()).toBeFocused();
  await keyboard.press('Enter');
  await expect(mine.getByTestId('reaction')).toBeVisible();
  await expect(mine).toBeFocused();
  await tabTo(page, mine.getByTestId('receipt-label'));
  await keyboard.press('Enter');
  await expect(at('receipt-popover')).toBeVisible();
  await keyboard.press('Escape');
  await expect(mine.getByTestId('receipt-label')).toBeFocused();
  await keyboard.press('Shift+F10');
  await expect(at('message-menu')).toBeVisible();
  await keyboard.press('Escape');

  // The row of the list: pinned by its menu, found by what is typed.
  await tabTo(page, page.getByRole('listbox', { name: 'Conversations' }), 'Shift+Tab');
  await keyboard.press('Shift+F10');
  await expect(at('menu-pin')).toBeFocused();
  await keyboard.press('Enter');
  await expect(row(page, 'Emma')).toContainText('pinned');

  // What the header has: search here, pins, the menu with its entries.
  await tabTo(page, at('search-here'));
  await keyboard.press('Enter');
  await expect(at('search-here-input')).toBeFocused();
  await keyboard.type('mouse');
  await expect(at('search-hit')).toHaveCount(1);
  await keyboard.press('Escape');
  await expect(at('conversation-search')).toHaveCount(0);
  await expect(at('search-here')).toBeFocused();
  await tabTo(page, at('pins'));
  await keyboard.press('Enter');
  await tabTo(page, at('close-panel'));
  await keyboard.press('Enter');
  await expect(at('pins')).toBeFocused();
  await tabTo(page, at('header-more'));
  await keyboard.press('Enter');
  await expect(at('header-pin')).toBeFocused();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(row(page, 'Emma')).toContainText('muted');

  // Everywhere: search, settings with their pages, contacts and channels on the rail.
  await keyboard.press('Control+k');
  await keyboard.type('mouse');
  await expect(at('search-hit')).toHaveCount(1);
  await keyboard.press('Escape');
  await expect(at('search-input')).toHaveCount(0);
  // As it opens one key closes it, and the focus is where it was.
  await tabTo(page, at('rail-settings'), 'Shift+Tab');
  await keyboard.press('Enter');
  await expect(at('settings')).toBeVisible();
  await keyboard.press('Escape');
  await expect(at('settings')).toHaveCount(0);
  await expect(at('rail-settings')).toBeFocused();
  await keyboard.press('Control+,');
  await tabTo(page, at('settings-general'));
  await keyboard.press('ArrowDown');
  await expect(at('settings-notifications')).toBeFocused();
  await tabTo(page, at('notification-sound'));
  await keyboard.press(' ');
  await expect(at('notification-sound')).not.toBeChecked();
  await keyboard.press('Escape');
  await tabTo(page, at('rail-contacts'), 'Shift+Tab');
  await keyboard.press('Enter');
  await tabTo(page, at('contacts-filter'));
  await keyboard.press('Enter');
  await expect(at('conversation-title')).toHaveText('Emma');

  // Out again.
  await tabTo(page, at('account-menu'), 'Shift+Tab');
  await keyboard.press('Enter');
  await keyboard.press('End');
  await expect(at('menu-sign-out')).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(at('door-join')).toBeVisible();
});

test('Escape closes a dialog also right after the focus has passed a button that has a tooltip', async ({
  launch,
  relay,
}) => {
  const { page } = await launch('lin');
  await register(page, relay.url, 'lin', '林夕');
  // Within a frame or not: each is another way for a tooltip to go.
  for (let round = 0; round < 10; round++) {
    await page.keyboard.press('Control+,');
    await expect(page.getByTestId('settings')).toBeVisible();
    await tabTo(page, page.getByTestId('settings-general'));
    for (const key of ['Shift+Tab', 'Tab', 'Escape']) await page.keyboard.press(key);
    await expect(page.getByTestId('settings')).toHaveCount(0);
  }
});
