import { message, newChat, PASSWORD, row, send, twoPeople } from './support/actions.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/test.ts';

test('a notification opens its message, goes when it is read, and is silent in Do Not Disturb (X11)', async ({
  launch,
  relay,
}) => {
  const [lin, emma] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'first <b>bold</b>');
  await expect(row(emma.page, '林夕')).toBeVisible();
  await expect
    .poll(() => emma.notifications())
    .toEqual([{ title: '林夕', body: 'first <b>bold</b>', silent: false }]);
  // Nobody is told of what they wrote.
  expect(await lin.notifications()).toEqual([]);

  await emma.clickNotification('林夕');
  await expect(emma.page.getByTestId('conversation-title')).toHaveText('林夕');
  await expect(message(emma.page, 'first')).toBeVisible();
  await expect.poll(() => emma.notifications()).toEqual([]);

  // In front: nothing. Out of sight: again, and reading takes it away.
  await send(lin.page, 'second');
  await expect(message(emma.page, 'second')).toBeVisible();
  await expect(emma.page.getByTestId('total-badge')).toHaveCount(0);
  expect(await emma.notifications()).toEqual([]);
  await emma.blur();
  await send(lin.page, 'third');
  await expect.poll(() => emma.notifications()).toMatchObject([{ body: 'third' }]);
  await emma.focus();
  await expect.poll(() => emma.notifications()).toEqual([]);

  await emma.page.getByTestId('rail-settings').click();
  await emma.page.getByTestId('settings-notifications').click();
  await emma.page.getByTestId('notification-content').getByTestId('option-none').click();
  await emma.page.getByTestId('notification-sound').click();
  await expect(emma.page.getByTestId('notification-sound')).not.toBeChecked();
  await emma.page.keyboard.press('Escape');
  await emma.blur();
  await send(lin.page, 'not for everybody');
  await expect
    .poll(() => emma.notifications())
    .toEqual([{ title: 'Yidu', body: 'New message', silent: true }]);
  await emma.focus();
  await expect.poll(() => emma.notifications()).toEqual([]);
  await emma.page.getByTestId('rail-settings').click();
  await emma.page.getByTestId('settings-notifications').click();
  await emma.page.getByTestId('do-not-disturb').getByTestId('option-on').click();
  await expectAccessible(emma.page);
  await emma.page.keyboard.press('Escape');
  await emma.blur();
  await send(lin.page, 'fourth');
  await expect(row(emma.page, '林夕').getByTestId('badge')).toHaveText('1');
  expect(await emma.notifications()).toEqual([]);
});

test('links open their message, warm and cold, and joining asks first', async ({ launch, relay }) => {
  const [lin, first] = await twoPeople(launch, relay);
  let emma = first;
  await newChat(lin.page, ['Emma']);
  await lin.page.evaluate(async () => {
    const list = await window.yidu.request('conversation.list', {});
    const conversation = list.ok ? list.value.conversations[0]?.id : undefined;
    if (!conversation) throw new Error('there is no conversation');
    for (let n = 1; n <= 40; n++)
      await window.yidu.request('message.send', {
        conversation,
        content: { type: 'text', text: `number ${n}.` },
      });
  });
  await expect(row(emma.page, '林夕').getByTestId('badge')).toHaveText('40');
  const id = await emma.page.evaluate(async () => {
    const list = await window.yidu.request('conversation.list', {});
    return list.ok ? list.value.conversations[0]?.id : undefined;
  });
  // The first event made the conversation.
  const link = `yidu://open/${id}/4`;

  await emma.opens(link);
  await expect(message(emma.page, 'number 3.')).toBeInViewport();
  await emma.end();
  emma = await launch('emma', link);
  await expect(emma.page.getByTestId('conversation-title')).toHaveText('林夕');
  await expect(message(emma.page, 'number 3.')).toBeInViewport();

  // What is no link of ours, and what is hidden behind one, does nothing.
  await emma.opens('yidu://open/../../settings');
  await emma.opens(`yidu://join/${relay.url}?v=1&group=abcDEF0123456789_-xyz`);
  await expect(emma.page.getByTestId('join-link')).toHaveValue(/abcDEF0123456789_-xyz$/);
  await expect(emma.page.getByTestId('conversation-title')).toHaveText('林夕');

  const wen = await launch('wen', `yidu://join/${relay.url}?v=1`);
  await expect(wen.page.getByTestId('field-url')).toHaveValue(relay.url);
  await wen.page.getByTestId('option-register').click();
  await wen.page.getByTestId('field-display-name').fill('Wen');
  await wen.page.getByTestId('field-name').fill('wen');
  await wen.page.getByTestId('field-password').fill(PASSWORD);
  await wen.page.getByTestId('login-submit').click();
  await expect(wen.page.getByTestId('rail-chats')).toBeVisible();
});
