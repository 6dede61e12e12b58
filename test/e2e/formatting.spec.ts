import { expectAccessible } from './support/accessible.ts';
import {
  message,
  newChat,
  openConversation,
  register,
  row,
  send,
  threePeople,
  twoPeople,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('marks are drawn, markup is not; a link that pretends is asked about; emoji are found and picked by keyboard', async ({
  launch,
  relay,
}) => {
  const [lin, emma] = await Promise.all([launch('lin'), launch('emma')]);
  const { page } = lin;
  const problems: string[] = [];
  for (const one of [page, emma.page]) {
    one.on('pageerror', (error) => problems.push(error.message));
    one.on('dialog', (dialog) => {
      problems.push(dialog.message());
      void dialog.dismiss();
    });
  }
  await register(page, relay.url, 'lin', '<img src=x onerror=alert(1)>');
  await register(emma.page, relay.url, 'emma', 'Emma **bold**');
  await newChat(page, ['Emma **bold**']);
  await send(page, '<img src=x onerror=alert(1)> **<b>x</b>** [y](javascript:alert(1))');
  await send(page, 'pay at [https://bank.example/](https://evil.example/)');
  const composer = page.getByTestId('composer');
  await composer.fill('urgent');
  await composer.press('Control+a');
  await composer.press('Control+b');
  await expect(composer).toHaveValue('**urgent**');
  await composer.press('End');
  await composer.press('Shift+Enter');
  await composer.pressSequentially('- one');
  await composer.press('Shift+Enter');
  await composer.pressSequentially('- two');
  await composer.press('Enter');

  await expect(row(emma.page, '<img')).toContainText('urgent - one - two');
  await openConversation(emma.page, '<img src=x onerror=alert(1)>');
  const list = message(emma.page, 'urgent');
  await expect(list.locator('strong')).toHaveText('urgent');
  await expect(list.locator('li')).toHaveText(['one', 'two']);
  const markup = message(emma.page, 'javascript:');
  await expect(markup.locator('strong')).toHaveText('<b>x</b>');
  await expect(markup.locator('a')).toHaveCount(0);
  await expect(emma.page.locator('img[src="x"]')).toHaveCount(0);

  const link = message(emma.page, 'pay at');
  await expect(link.getByTestId('link-host')).toHaveText('(evil.example)');
  await link.getByTestId('link').click();
  await expect(emma.page.getByRole('dialog')).toContainText('evil.example');
  await expectAccessible(emma.page);
  await emma.page.keyboard.press('Escape');
  await expect(emma.page.getByRole('dialog')).toHaveCount(0);

  await emma.page.getByTestId('insert-emoji').click();
  await emma.page.getByTestId('emoji-search').fill('熊猫');
  await expect(emma.page.getByTestId('emoji').first()).toHaveText('🐼');
  await expectAccessible(emma.page);
  await emma.page.keyboard.press('Enter');
  await expect(emma.page.getByTestId('composer')).toHaveValue('🐼');
  await list.hover();
  await list.getByTestId('toolbar-react').click();
  await emma.page.getByTestId('all-emoji').click();
  await emma.page.getByTestId('emoji-search').fill('rocket');
  await emma.page.keyboard.press('Enter');
  await expect(message(page, 'urgent').getByTestId('reaction')).toContainText('🚀');
  expect(problems).toEqual([]);
});

test('several messages are chosen by pointer and keyboard, forwarded as one, and recalled', async ({
  launch,
  relay,
}) => {
  const [lin, emma, ben] = await threePeople(launch, relay);
  const { page } = lin;
  await newChat(page, ['Ben']);
  await newChat(page, ['Emma']);
  for (const text of ['alpha', 'beta', 'gamma']) await send(page, text);
  await page.getByTestId('composer').fill('a draft');
  await expect(message(page, 'gamma').getByTestId('receipt-label')).toBeVisible();
  await message(page, 'alpha').click({ button: 'right' });
  await page.getByTestId('menu-select').click();
  await message(page, 'gamma').click({ modifiers: ['Shift'] });
  await expect(page.getByTestId('selection-count')).toHaveText('3 selected');
  await expectAccessible(page);
  await page.keyboard.press(' ');
  await expect(page.getByTestId('selection-count')).toHaveText('2 selected');
  await page.getByTestId('select-merge').click();
  await page.getByTestId('choose-conversation').filter({ hasText: 'Ben' }).click();
  await page.getByTestId('choose-submit').click();
  await expect(page.getByTestId('selection-bar')).toHaveCount(0);
  await expect(page.getByTestId('composer')).toHaveValue('a draft');
  await openConversation(ben.page, '林夕');
  await expect(message(ben.page, 'alpha')).toContainText('beta');

  // One by one they are messages of their own.
  await message(page, 'beta').click({ button: 'right' });
  await page.getByTestId('menu-select').click();
  await message(page, 'gamma').click();
  await page.getByTestId('select-forward').click();
  await page.getByTestId('choose-conversation').filter({ hasText: 'Ben' }).click();
  await page.getByTestId('choose-submit').click();
  await expect(ben.page.getByTestId('message')).toHaveCount(3);
  await expect(message(ben.page, 'gamma')).toContainText('Forwarded');

  await message(page, 'alpha').click({ button: 'right' });
  await page.getByTestId('menu-select').click();
  await message(page, 'beta').click();
  await page.getByTestId('select-recall').click();
  await page.getByTestId('confirm').click();
  await openConversation(emma.page, '林夕');
  await expect(emma.page.getByTestId('recalled')).toHaveCount(2);
  await expect(message(emma.page, 'gamma')).toBeVisible();
  await message(page, 'gamma').click({ button: 'right' });
  await page.getByTestId('menu-select').click();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('composer')).toBeFocused();
});

test('a long message is folded, and unfolded and folded again by keyboard where it stands', async ({
  launch,
  relay,
}) => {
  const [lin] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1} of the minutes`);
  await send(lin.page, lines.join('\n'));
  const minutes = message(lin.page, 'line 1 of the minutes');
  const fold = minutes.getByTestId('fold');
  const height = async (): Promise<number> => (await minutes.boundingBox())?.height ?? 0;
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
  const folded = await height();
  await fold.focus();
  await lin.page.keyboard.press('Enter');
  await expect(fold).toHaveAttribute('aria-expanded', 'true');
  expect(await height()).toBeGreaterThan(2 * folded);
  await expect(fold).toBeFocused();
  await lin.page.keyboard.press('Enter');
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
  expect(await height()).toBe(folded);
});
