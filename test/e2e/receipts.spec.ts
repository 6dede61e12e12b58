import { ProtocolClient } from '../support/protocol-client.ts';
import {
  expectState,
  groupOf,
  message,
  newChat,
  openConversation,
  PASSWORD,
  register,
  row,
  send,
  threePeople,
  twoPeople,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('a reminder marks the list of who has not read, and stands in the conversation', async ({
  launch,
  relay,
}) => {
  const [lin, emma, ben] = await threePeople(launch, relay);
  await newChat(lin.page, ['Emma', 'Ben'], 'Team');
  await send(lin.page, 'Please sign this');
  const label = message(lin.page, 'Please sign this').getByTestId('receipt-label');
  await openConversation(ben.page, 'Team');
  await expect(label).toHaveText('1 unread');
  await label.click();
  await lin.page.getByTestId('remind').click();
  await expect(lin.page.getByTestId('remind-note')).toContainText('Reminded');
  await lin.page.keyboard.press('Escape');

  await expect(row(emma.page, 'Team').getByTestId('reminded')).toBeVisible();
  await expect(row(ben.page, 'Team').getByTestId('reminded')).toHaveCount(0);
  await expect(lin.page.getByTestId('notice').filter({ hasText: 'asks everybody' })).toBeVisible();

  // RCP-15: too early is said in words, with when.
  await label.click();
  await lin.page.getByTestId('remind').click();
  await expect(lin.page.getByTestId('remind-note')).toContainText('Again in');
  await lin.page.keyboard.press('Escape');

  await openConversation(emma.page, 'Team');
  await expect(label).toHaveText('All read');
  await expect(row(emma.page, 'Team').getByTestId('reminded')).toHaveCount(0);
  await emma.page.getByTestId('show-reminded').click();
  await expect(message(emma.page, 'Please sign this')).toBeInViewport();
});

test('receipts follow the policy of the group and what the sender asks for', async ({ launch, relay }) => {
  const [lin, emma] = await threePeople(launch, relay);
  await newChat(lin.page, ['Emma', 'Ben'], 'Team');
  await openConversation(emma.page, 'Team');

  await emma.page.getByTestId('receipt-choice').click();
  await send(emma.page, 'nobody needs to know');
  await expectState(emma.page, 'nobody needs to know', 'no-receipt');
  await send(emma.page, 'asked for again');
  await expectState(emma.page, 'asked for again', 'some-unread');

  await lin.page.getByTestId('header-more').click();
  await lin.page.getByTestId('menu-group-settings').click();
  await lin.page.getByTestId('group-receipts').getByTestId('option-forced').click();
  await expect(emma.page.getByTestId('receipt-choice')).toHaveCount(0);
  await lin.page.getByTestId('group-receipts').getByTestId('option-off').click();
  await expect(emma.page.getByTestId('notice').filter({ hasText: 'turned read receipts off' })).toBeVisible();
  await send(emma.page, 'sent without');
  await expectState(emma.page, 'sent without', 'no-receipt');

  // The setting is shown to a member, and not offered.
  await emma.page.getByTestId('header-more').click();
  await emma.page.getByTestId('menu-group-settings').click();
  await expect(emma.page.getByTestId('group-receipts')).toContainText('Off');
  await expect(emma.page.getByTestId('group-receipts').getByTestId('option-on')).toHaveCount(0);
});

test('what I read in direct chats is not told when I do not want it', async ({ launch, relay }) => {
  const [lin, emma] = await twoPeople(launch, relay);
  await emma.page.getByTestId('rail-settings').click();
  await emma.page.getByTestId('settings-privacy').click();
  const told = emma.page.getByTestId('direct-receipts');
  await expect(told).toBeChecked();
  await told.click();
  await expect(told).toBeEnabled();
  await expect(told).not.toBeChecked();
  await emma.page.keyboard.press('Escape');

  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'are you there?');
  await openConversation(emma.page, '林夕');
  await expect(message(emma.page, 'are you there?')).toBeVisible();
  await expect(row(emma.page, '林夕').getByTestId('badge')).toHaveCount(0);
  // Her answer comes after whatever her reading would have told.
  await send(emma.page, 'yes');
  await expect(message(lin.page, 'yes')).toBeVisible();
  await expectState(emma.page, 'yes', 'read');
  await expectState(lin.page, 'are you there?', 'unread');
});

test('among many, who has read and who is a member is found by name, and the lists stay while people read', async ({
  launch,
  relay,
}) => {
  const lin = await launch('lin');
  await register(lin.page, relay.url, 'lin', '林夕');
  const names = ['Ada', 'Ben', 'Chen', 'Dora', 'Emma', 'Fang', 'Gus', 'Hugo', 'Ines', '张伟'];
  const colleagues = await Promise.all(
    names.map(async (displayName, n) => {
      const client = await ProtocolClient.connect(`ws://${relay.url}/v1/socket`);
      await client.hello();
      await client.request('account.register', {
        name: `person${n}`,
        displayName,
        password: PASSWORD,
        device: { name: 'test' },
      });
      return client;
    }),
  );
  await groupOf(
    lin.page,
    'Team',
    names.map((_, n) => `person${n}`),
  );
  await openConversation(lin.page, 'Team');
  await send(lin.page, 'Who has seen this?');
  await message(lin.page, 'Who has seen this?').getByTestId('receipt-label').click();
  const entries = lin.page.getByTestId('receipt-entry');
  await expect(entries).toHaveCount(10);
  await lin.page.getByTestId('receipt-search').fill('zhangw');
  await expect(entries).toHaveText([/张伟/]);

  // Somebody else reads it: what is searched for stays searched for.
  const ben = colleagues[1];
  if (!ben) throw new Error('Ben is not there');
  const [head] = (await ben.request('sync.pull', { position: 0, limit: 10 })).conversations;
  if (!head) throw new Error('Ben is in no conversation');
  await ben.request('receipt.report', {
    conversations: [{ conversation: head.id, delivered: head.headSeq, read: [[1, head.headSeq]] }],
  });
  await expect(lin.page.getByTestId('receipt-tab-unread')).toContainText('9');
  await expect(entries).toHaveText([/张伟/]);
  await lin.page.getByTestId('receipt-search').fill('ben');
  await expect(lin.page.getByText('Nobody here is called “ben”.')).toBeVisible();
  await lin.page.keyboard.press('Escape');

  await lin.page.getByTestId('members').click();
  const members = lin.page.getByTestId('members-panel');
  await members.getByTestId('member-search').fill('hug');
  await expect(members.getByTestId('member')).toHaveText([/Hugo/]);
  await members.getByTestId('member-search').fill('nobody');
  await expect(members).toContainText('Nobody here is called “nobody”.');
  for (const client of colleagues) client.close();
});
