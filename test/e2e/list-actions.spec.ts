import { expectAccessible } from './support/accessible.ts';
import {
  PASSWORD,
  field,
  groupOf,
  inWorkspace,
  newChat,
  openConversation,
  row,
  send,
  twoPeople,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('a row that moves while it is pressed is the one that opens', async ({ launch, relay }) => {
  const [lin, emma] = await twoPeople(launch, relay);
  const { page } = emma;
  await groupOf(lin.page, 'First', ['Emma']);
  await groupOf(lin.page, 'Second', ['Emma']);
  await expect(page.getByTestId('conversation-row').first()).toContainText('Second');
  await row(page, 'Second').hover();
  await page.mouse.down();
  await openConversation(lin.page, 'First');
  await send(lin.page, 'up it goes');
  await expect(page.getByTestId('conversation-row').first()).toContainText('First');
  await page.mouse.up();
  await expect(page.getByTestId('conversation-title')).toHaveText('Second');
});

test('archived and marked conversations are so on all devices, and no badge counts a mark (X3)', async ({
  launch,
  relay,
}) => {
  const [[lin, emma], phone] = await Promise.all([twoPeople(launch, relay), launch('phone')]);
  const { page } = emma;
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'hello');
  await openConversation(page, '林夕');
  await phone.page.getByTestId('door-join').click();
  await field(phone.page, 'field-url').fill(relay.url);
  await field(phone.page, 'field-name').fill('emma');
  await field(phone.page, 'field-password').fill(PASSWORD);
  await phone.page.getByTestId('login-submit').click();
  await inWorkspace(phone.page);
  await expect(row(phone.page, '林夕')).toContainText('hello');
  // The key would mark it as read as long as it is unread.
  for (const one of [page, phone.page]) await expect(row(one, '林夕').getByTestId('badge')).toHaveCount(0);

  await page.keyboard.press('Control+Shift+U');
  await expect(row(page, '林夕').getByTestId('marked-unread')).toBeVisible();
  await expect(row(phone.page, '林夕').getByTestId('marked-unread')).toBeVisible();
  for (const one of [page, phone.page]) await expect(one.getByTestId('total-badge')).toHaveCount(0);
  await expectAccessible(phone.page);
  await openConversation(phone.page, '林夕');
  await expect(row(page, '林夕').getByTestId('marked-unread')).toHaveCount(0);

  await row(page, '林夕').click({ button: 'right' });
  await expect(page.getByTestId('conversation-menu')).toBeVisible();
  await expectAccessible(page);
  // Another click closes the menu and acts.
  await page.getByTestId('rail-contacts').click();
  await expect(page.getByTestId('conversation-menu')).toHaveCount(0);
  await expect(page.getByTestId('conversation-row')).toHaveCount(0);
  await page.getByTestId('rail-chats').click();

  await page.getByRole('listbox').focus();
  await page.keyboard.press('Control+Shift+E');
  await expect(page.getByTestId('archive')).toContainText('1');
  await expect(phone.page.getByTestId('archive')).toContainText('1');
  await expect(page.getByTestId('conversation-row')).toHaveCount(0);
  const list = page.getByRole('listbox', { name: 'Conversations' });
  await page.getByTestId('archive').press('Enter');
  await expect(row(page, '林夕')).toBeVisible();
  await expect(list).toBeFocused();
  await page.getByTestId('archive-back').press('Enter');
  await expect(page.getByTestId('conversation-row')).toHaveCount(0);
  await expect(list).toBeFocused();
  await page.getByTestId('archive').click();
  await expect(row(page, '林夕')).toBeVisible();
  await expectAccessible(page);

  await send(lin.page, 'are you there?');
  for (const one of [page, phone.page]) {
    await expect(row(one, '林夕')).toContainText('are you there?');
    await expect(one.getByTestId('archive')).toHaveCount(0);
  }
});

test('what is pinned stands first; what is muted tells of nothing and still counts, until it is read (X3)', async ({
  launch,
  relay,
}) => {
  const [lin, emma] = await twoPeople(launch, relay);
  const { page } = emma;
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'newer');
  await groupOf(lin.page, 'Team', ['Emma']);
  await openConversation(lin.page, 'Team');
  await expect(row(page, 'Team')).toBeVisible();
  const rows = page.getByTestId('conversation-row');

  // By the pointer, by the header's menu, and by keys.
  await row(page, '林夕').click({ button: 'right' });
  await page.getByTestId('menu-pin').click();
  await expect(rows).toHaveText([/林夕/, /Team/]);
  await expect(page.getByTestId('list-section')).toHaveText(['Pinned', 'All']);
  await expectAccessible(page);
  await openConversation(page, 'Team');
  await page.getByTestId('header-more').click();
  await page.getByTestId('header-mute').click();
  await expect(row(page, 'Team')).toContainText('muted');
  await openConversation(page, '林夕');
  await expect(page.getByTestId('total-badge')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+Y');
  await expect(page.getByTestId('list-section')).toHaveCount(0);

  await emma.blur();
  await send(lin.page, 'psst');
  await expect(row(page, 'Team').getByTestId('badge')).toHaveText('1');
  await expect(row(page, 'Team').getByTestId('badge')).toHaveClass(/muted/);
  await expect(page.getByTestId('total-badge')).toHaveText('1');
  await expect(rows).toHaveText([/Team/, /林夕/]);
  // It would have come before this one's.
  await openConversation(lin.page, 'Emma');
  await send(lin.page, 'out loud');
  await expect.poll(async () => (await emma.notifications()).map(({ body }) => body)).toContain('out loud');
  expect((await emma.notifications()).map(({ title }) => title)).not.toContain('Team');

  // Where channels are shown, keys do nothing to what is open behind them.
  await page.getByTestId('rail-channels').click();
  await page.keyboard.press('Control+Shift+E');
  await page.getByTestId('rail-chats').click();
  await expect(page.getByTestId('archive')).toHaveCount(0);
  await expect(rows).toHaveCount(2);
});
