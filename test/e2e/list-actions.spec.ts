import { expectAccessible } from './support/accessible.ts';
import {
  field,
  inWorkspace,
  newChat,
  openConversation,
  PASSWORD,
  register,
  row,
  send,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('archived and marked conversations are so on all devices, and no badge counts a mark (X3)', async ({
  launch,
  relay,
}) => {
  const [lin, emma, phone] = [await launch('lin'), await launch('emma'), await launch('phone')];
  const { page } = emma;
  await register(lin.page, relay.url, 'lin', '林夕');
  await register(page, relay.url, 'emma', 'Emma');
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'hello');
  await openConversation(page, '林夕');
  await phone.page.getByTestId('door-join').click();
  await field(phone.page, 'field-url').fill(relay.url);
  await field(phone.page, 'field-name').fill('emma');
  await field(phone.page, 'field-password').fill(PASSWORD);
  await phone.page.getByTestId('login-submit').click();
  await inWorkspace(phone.page);
  await expect(row(phone.page, '林夕').getByTestId('badge')).toHaveCount(0);

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
  await page.getByTestId('archive').click();
  await expect(row(page, '林夕')).toBeVisible();
  await expectAccessible(page);

  await send(lin.page, 'are you there?');
  for (const one of [page, phone.page]) {
    await expect(row(one, '林夕')).toContainText('are you there?');
    await expect(one.getByTestId('archive')).toHaveCount(0);
  }
});
