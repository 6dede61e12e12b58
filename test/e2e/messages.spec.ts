import type { Page } from '@playwright/test';
import {
  message,
  newChat,
  openConversation,
  register,
  row,
  sayMany,
  send,
  threePeople,
  twoPeople,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';
import type { Client } from './support/client.ts';

/** Two people of one relay, each looking at their direct conversation, which holds one message of 林夕's. */
async function together(
  launch: (profile: string) => Promise<Client>,
  url: string,
  text: string,
): Promise<{ lin: Page; emma: Page }> {
  const [{ page: lin }, { page: emma }] = await twoPeople(launch, { url });
  await newChat(lin, ['Emma']);
  await send(lin, text);
  await openConversation(emma, '林夕');
  await expect(message(emma, text)).toBeVisible();
  await expect(message(lin, text).getByTestId('receipt-label')).toBeVisible();
  return { lin, emma };
}

async function menu(page: Page, text: string, item: string): Promise<void> {
  await message(page, text).click({ button: 'right' });
  await page.getByTestId(item).click();
}

test('an edit with Up arrives marked, and cannot be mistaken for a new message (R5)', async ({
  launch,
  relay,
}) => {
  const { lin, emma } = await together(launch, relay.url, 'Standup at nien');
  const composer = lin.getByTestId('composer');
  await composer.press('ArrowUp');
  await expect(composer).toHaveValue('Standup at nien');
  await composer.fill('Standup at nine');
  await composer.press('Enter');
  await expect(message(emma, 'Standup at nine').getByTestId('edited')).toBeVisible();
  await expect(message(emma, 'nien')).toHaveCount(0);
  await expect(emma.getByTestId('message')).toHaveCount(1);
  await expect(message(lin, 'Standup at nine').getByTestId('edited')).toBeVisible();
  await expect(lin.getByTestId('edit-bar')).toHaveCount(0);
});

test('a recalled message is gone for everybody, from search too, and can be written again (R5)', async ({
  launch,
  relay,
}) => {
  const { lin, emma } = await together(launch, relay.url, 'regrettable words');
  await menu(lin, 'regrettable', 'menu-recall');
  await lin.getByTestId('confirm').click();
  await expect(emma.getByTestId('recalled')).toHaveText('林夕 recalled a message');
  await expect(lin.getByTestId('recalled')).toContainText('You recalled a message');
  await expect(message(emma, 'regrettable')).toHaveCount(0);

  await emma.keyboard.press('Control+k');
  await emma.getByTestId('search-input').fill('regrettable');
  await expect(emma.getByTestId('search-nothing')).toBeVisible();

  await lin.getByTestId('edit-again').click();
  await expect(lin.getByTestId('composer')).toHaveValue('regrettable words');
});

test('reactions are counted and taken back (R5)', async ({ launch, relay }) => {
  const { lin, emma } = await together(launch, relay.url, 'We are done');
  await message(emma, 'We are done').hover();
  await message(emma, 'We are done').getByTestId('toolbar-react').click();
  await emma.getByTestId('quick-emoji').first().click();
  const seen = message(lin, 'We are done').getByTestId('reaction');
  await expect(seen).toHaveAccessibleName('👍 by 1 person');
  await seen.click();
  await expect(seen).toHaveAccessibleName('👍 by 2 people');
  await expect(seen).toHaveAttribute('aria-pressed', 'true');

  const mine = message(emma, 'We are done').getByTestId('reaction');
  await expect(mine).toHaveAccessibleName('👍 by 2 people');
  await mine.click();
  await expect(seen).toHaveAccessibleName('👍 by 1 person');
});

test('a quote shows what is answered, and jumps to it (R4)', async ({ launch, relay }) => {
  const { lin, emma } = await together(launch, relay.url, 'Which room?');
  for (let n = 1; n <= 30; n++) await send(lin, `in between ${n}`);
  await expect(message(emma, 'in between 30')).toBeVisible();
  await message(emma, 'Which room?').scrollIntoViewIfNeeded();
  await message(emma, 'Which room?').hover();
  await message(emma, 'Which room?').getByTestId('toolbar-reply').click();
  await expect(emma.getByTestId('quote-bar')).toContainText('Which room?');
  await expect(emma.getByTestId('composer')).toBeFocused();
  await send(emma, 'The small one');
  await expect(emma.getByTestId('quote-bar')).toHaveCount(0);

  const quote = message(lin, 'The small one').getByTestId('quote');
  await expect(quote).toContainText('Which room?');
  const asked = lin.getByTestId('message').first();
  await expect(asked).not.toBeInViewport();
  await quote.click();
  await expect(asked).toBeInViewport();
  await expect(asked).toHaveClass(/pulsing/);
});

test('the pin board lists what is pinned for everybody (R5)', async ({ launch, relay }) => {
  const { lin, emma } = await together(launch, relay.url, 'The address is 12 Lake Road');
  await menu(emma, 'Lake Road', 'menu-pin-message');
  await expect(message(lin, 'Lake Road').getByTestId('pinned-mark')).toBeVisible();
  await lin.getByTestId('pins').click();
  await expect(lin.getByTestId('pinned')).toHaveCount(1);
  await expect(lin.getByTestId('pinned')).toContainText('12 Lake Road');
  await send(emma, 'Ring twice');
  await menu(emma, 'Ring twice', 'menu-pin-message');
  await expect(lin.getByTestId('pinned')).toHaveCount(2);
  // Where one goes by key, the focus stays with what is there then.
  await lin.getByTestId('unpin').first().focus();
  await lin.keyboard.press('Enter');
  await expect(lin.getByTestId('pinned')).toHaveCount(1);
  await expect(lin.getByTestId('unpin')).toBeFocused();
  await lin.keyboard.press('Enter');
  await expect(lin.getByTestId('pinned')).toHaveCount(0);
  await expect(lin.getByTestId('close-panel')).toBeFocused();
  await expect(message(emma, 'Lake Road').getByTestId('pinned-mark')).toHaveCount(0);
});

test('who is mentioned sees it in the list and in the message (R4)', async ({ launch, relay }) => {
  const [{ page: lin }, { page: emma }] = await threePeople(launch, relay);
  await newChat(lin, ['Emma', 'Ben'], 'Team');
  const composer = lin.getByTestId('composer');
  await composer.pressSequentially('please look @Em');
  await expect(lin.getByTestId('mention-option')).toHaveCount(1);
  await composer.press('Enter');
  await expect(composer).toHaveValue('please look @Emma ');
  await composer.press('Enter');
  await expect(row(emma, 'Team').getByTestId('mentioned')).toBeVisible();
  await openConversation(emma, 'Team');
  await expect(message(emma, 'please look').getByTestId('mention')).toHaveText('@Emma');
  await expect(row(emma, 'Team').getByTestId('mentioned')).toHaveCount(0);
});

test('a message is forwarded, and a name card leads to a chat (R4)', async ({ launch, relay }) => {
  const { lin, emma } = await together(launch, relay.url, 'Budget is approved');
  await register((await launch('ben')).page, relay.url, 'ben', 'Ben');
  await newChat(emma, ['林夕', 'Ben'], 'Finance');
  await openConversation(emma, '林夕');
  await menu(emma, 'Budget', 'menu-forward');
  await emma.getByTestId('choose-conversation').filter({ hasText: 'Finance' }).click();
  await emma.getByTestId('choose-submit').click();
  await expect(emma.getByTestId('choose-submit')).toHaveCount(0);
  await openConversation(lin, 'Finance');
  await expect(message(lin, 'Budget is approved')).toContainText('Forwarded');

  await lin.getByTestId('message-avatar').first().click();
  await lin.getByTestId('person-card').click();
  await lin.getByTestId('choose-conversation').filter({ hasText: 'Finance' }).click();
  await lin.getByTestId('choose-submit').click();
  await lin.getByTestId('name-card').click();
  await lin.getByTestId('person-message').click();
  await expect(lin.getByTestId('conversation-title')).toHaveText('Emma');
});

test('the link of a message leads others of the conversation to it', async ({ launch, relay }) => {
  const { lin, emma } = await together(launch, relay.url, 'Budget is approved');
  await lin.evaluate(() => {
    // What is in the clipboard of a browser without windows cannot be read.
    navigator.clipboard.writeText = (text) => {
      document.body.dataset['copied'] = text;
      return Promise.resolve();
    };
  });
  await menu(lin, 'Budget', 'menu-copy-link');
  await expect(lin.locator('body')).toHaveAttribute('data-copied', /^yidu:/);
  const link = (await lin.locator('body').getAttribute('data-copied')) ?? '';
  await sayMany(
    lin,
    Array.from({ length: 60 }, (_, n) => `line ${n}`),
  );
  await send(lin, link);
  await emma.getByTestId('timeline').press('End');
  const sent = message(emma, 'yidu:');
  await expect(sent).toBeInViewport();
  await expect(message(emma, 'Budget is approved')).not.toBeInViewport();
  await sent.getByRole('link').click();
  await expect(message(emma, 'Budget is approved')).toBeInViewport();
});

test('a message’s menu opens by keyboard alone (X13)', async ({ launch, relay }) => {
  const { lin } = await together(launch, relay.url, 'Keyboard only');
  await lin.getByTestId('timeline').focus();
  await lin.keyboard.press('Tab');
  await expect(message(lin, 'Keyboard only')).toBeFocused();
  await lin.keyboard.press('Shift+F10');
  await expect(lin.getByTestId('message-menu')).toBeVisible();
  await lin.keyboard.press('Escape');
  await expect(message(lin, 'Keyboard only')).toBeFocused();
  await lin.keyboard.press('Shift+F10');
  await lin.keyboard.press('Enter');
  await expect(lin.getByTestId('quote-bar')).toContainText('Keyboard only');
  await expect(lin.getByTestId('composer')).toBeFocused();
  await lin.keyboard.press('Escape');
  await expect(lin.getByTestId('quote-bar')).toHaveCount(0);

  // What is copied there can be pasted.
  await message(lin, 'Keyboard only').focus();
  await lin.keyboard.press('Shift+F10');
  await lin.getByTestId('menu-copy').press('Enter');
  // As long as the menu is open it keeps the focus.
  await expect(message(lin, 'Keyboard only')).toBeFocused();
  await lin.getByTestId('composer').focus();
  await lin.keyboard.press('ControlOrMeta+v');
  await expect(lin.getByTestId('composer')).toHaveValue('Keyboard only');
});
