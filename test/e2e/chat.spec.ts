import { createServer } from 'node:net';
import {
  expectState,
  hostHere,
  message,
  newChat,
  openConversation,
  register,
  row,
  send,
  twoPeople,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('one person hosts, another joins, and both see who has read what', async ({ launch }) => {
  const lin = await launch('lin');
  const address = await hostHere(lin.page, 'lin', '林夕');
  const emma = await launch('emma');
  await register(emma.page, address, 'emma', 'Emma');

  await newChat(lin.page, ['Emma']);
  await send(lin.page, '你好，Emma');
  // Stored, and not read: Emma has not opened the conversation (X1).
  await expectState(lin.page, '你好，Emma', 'unread');
  await expect(row(emma.page, '林夕').getByTestId('badge')).toHaveText('1');

  await openConversation(emma.page, '林夕');
  await expectState(lin.page, '你好，Emma', 'read');
  await expect(row(emma.page, '林夕').getByTestId('badge')).toHaveCount(0);

  // By the mouse, too.
  await emma.page.getByTestId('composer').fill('Hello 林夕');
  await emma.page.getByTestId('send').click();
  await expectState(emma.page, 'Hello 林夕', 'read');
  await expect(message(lin.page, 'Hello 林夕')).toBeVisible();

  // Whoever hosts sees who is there, and can end it.
  await lin.page.getByTestId('rail-settings').click();
  await lin.page.getByTestId('settings-account').click();
  const people = lin.page.getByTestId('hosted-people');
  await expect(people).toContainText('2 people are here now');
  await expect(people.getByRole('listitem')).toHaveText([/Emma/, /林夕/]);
  await emma.end();
  await expect(people).toContainText('1 person is here now');
  await lin.page.getByTestId('stop-hosting').click();
  await lin.page.getByTestId('confirm').click();
  await expect(lin.page.getByTestId('hosting')).toContainText('nobody can reach it');
  await expect(lin.page.getByTestId('offline-bar')).toBeVisible();
  // Also where another program has taken its port meanwhile: nobody but this computer knows it.
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(Number(address.split(':').at(-1)), '127.0.0.1', resolve));
  await lin.page.getByTestId('start-hosting').click();
  await expect(people).toContainText('1 person is here now');
  await expect(lin.page.getByTestId('offline-bar')).toBeHidden();
  other.close();
});

test('a message is read only in a focused window that shows it (X1)', async ({ launch, relay }) => {
  const [lin, emma] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'one');
  await openConversation(emma.page, '林夕');
  await expectState(lin.page, 'one', 'read');

  await emma.blur();
  await send(lin.page, 'two');
  await expect(message(emma.page, 'two')).toBeVisible();
  // It is on Emma's screen, and its badge stays: the report would have come before the next message's arrival.
  await send(lin.page, 'three');
  await expect(message(emma.page, 'three')).toBeVisible();
  await expect(row(emma.page, '林夕').getByTestId('badge')).toHaveText('2');
  await expectState(lin.page, 'two', 'unread');

  await emma.focus();
  await expectState(lin.page, 'two', 'read');
  await expectState(lin.page, 'three', 'read');
});
