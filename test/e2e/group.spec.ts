import { message, newChat, openConversation, send, threePeople } from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('a group counts its unread down to "All read", and lists both sides', async ({ launch, relay }) => {
  const [lin, emma, ben] = await threePeople(launch, relay);
  await newChat(lin.page, ['Emma', 'Ben'], '项目组');
  await send(lin.page, 'Standup at ten');
  const label = message(lin.page, 'Standup at ten').getByTestId('receipt-label');
  await expect(label).toHaveText('2 unread');

  await openConversation(emma.page, '项目组');
  await expect(label).toHaveText('1 unread');
  await label.click();
  const popover = lin.page.getByTestId('receipt-popover');
  await expect(popover.getByTestId('receipt-entry')).toHaveText([/Ben/]);
  await popover.getByTestId('receipt-tab-read').click();
  await expect(popover.getByTestId('receipt-entry')).toHaveText([/Emma/]);
  await lin.page.keyboard.press('Escape');
  await expect(label).toBeFocused();

  // Whoever goes on elsewhere closes it, and keeps the focus there.
  await label.click();
  await expect(popover).toBeVisible();
  await lin.page.getByTestId('composer').click();
  await expect(popover).toHaveCount(0);
  await lin.page.keyboard.type('Thanks');
  await expect(lin.page.getByTestId('composer')).toHaveValue('Thanks');

  await openConversation(ben.page, '项目组');
  await expect(label).toHaveText('All read');
});

test('who was removed from a group keeps its history and cannot write', async ({ launch, relay }) => {
  const [lin, emma, ben] = await threePeople(launch, relay);
  await newChat(lin.page, ['Emma', 'Ben'], 'Team');
  await send(lin.page, 'before');
  await openConversation(emma.page, 'Team');
  await expect(message(emma.page, 'before')).toBeVisible();

  await lin.page.getByTestId('members').click();
  await lin.page.getByTestId('member').filter({ hasText: 'Emma' }).getByTestId('member-menu').click();
  await lin.page.getByTestId('remove-member').click();
  await lin.page.getByTestId('confirm').click();
  await expect(emma.page.getByTestId('composer-gone')).toContainText('林夕 removed you');
  await expect(emma.page.getByTestId('composer')).toHaveCount(0);

  await send(lin.page, 'after');
  await openConversation(ben.page, 'Team');
  await expect(message(ben.page, 'after')).toBeVisible();
  await expect(message(emma.page, 'before')).toBeVisible();
  await expect(message(emma.page, 'after')).toHaveCount(0);

  // Nor past the page's own refusal.
  const refused = await emma.page.evaluate(async () => {
    const list = await window.yidu.request('conversation.list', {});
    const conversation = list.ok ? list.value.conversations[0]?.id : undefined;
    if (conversation === undefined) return 'no conversation';
    const sent = await window.yidu.request('message.send', {
      conversation,
      content: { type: 'text', text: 'x' },
    });
    return sent.ok ? 'sent' : sent.error.code;
  });
  expect(['forbidden', 'not_found']).toContain(refused);
});
