import { expectAccessible } from './support/accessible.ts';
import { field, newChat, newPerson, openConversation, twoPeople } from './support/actions.ts';
import { admin } from './support/console.ts';
import { expect, test } from './support/test.ts';

test('a red packet is given, taken by who is quick, and told of on every screen', async ({
  folder,
  launch,
  relay,
}) => {
  const [[lin, emma], bo] = await Promise.all([
    twoPeople(launch, relay),
    newPerson(launch, relay, 'bo', 'Bo'),
  ]);
  await newChat(lin.page, ['Emma', 'Bo'], 'Team');

  await lin.page.getByTestId('give-packet').click();
  await expect(lin.page.getByTestId('packet-balance')).toHaveText('You have 1,000 points.');
  await field(lin.page, 'packet-points').fill('2000');
  await expect(lin.page.getByText('You have fewer points.')).toBeVisible();
  await field(lin.page, 'packet-points').fill('1');
  await field(lin.page, 'packet-shares').fill('2');
  await lin.page.getByTestId('packet-send').click();
  await expect(lin.page.getByText('at most one share for each point')).toBeVisible();
  await field(lin.page, 'packet-points').fill('60');
  await lin.page.getByTestId('option-even').click();
  await field(lin.page, 'packet-greeting').fill('恭喜 <b>发财</b>');
  await expectAccessible(lin.page);
  // What is left of a window at 200 %.
  await lin.page.setViewportSize({ width: 640, height: 400 });
  await expect(lin.page.getByTestId('packet-send')).toBeInViewport({ ratio: 1 });
  await field(lin.page, 'packet-greeting').press('Enter');
  await expect(lin.page.getByTestId('packet')).toContainText('恭喜 <b>发财</b>');
  await expect(lin.page.getByTestId('packet-state')).toHaveText('Open');

  // By keyboard, and nothing of it is taken by looking.
  await openConversation(emma.page, 'Team');
  await expect(emma.page.getByTestId('packet-state')).toHaveText('Open');
  await emma.page.getByTestId('packet').focus();
  await emma.page.keyboard.press('Enter');
  await expect(emma.page.getByTestId('packet-verdict')).toHaveText('30 points for you');
  await expect(emma.page.getByTestId('packet-taker')).toHaveCount(1);
  await expectAccessible(emma.page);
  await emma.page.keyboard.press('Escape');
  await expect(emma.page.getByTestId('packet')).toBeFocused();
  await expect(emma.page.getByTestId('packet-state')).toHaveText('30 points for you');

  // The giver may be quick too; then nothing is left for the third, whose screen says so before they try.
  await openConversation(bo.page, 'Team');
  await expect(bo.page.getByTestId('packet-state')).toHaveText('Open');
  await lin.page.getByTestId('packet').click();
  await expect(lin.page.getByTestId('packet-taker')).toHaveCount(2);
  await expect(lin.page.getByTestId('packet-popover')).toContainText('2 of 2 shares taken, 60 of 60 points');
  await expect(bo.page.getByTestId('packet-state')).toHaveText('All taken');
  await bo.page.getByTestId('packet').click();
  await expect(bo.page.getByTestId('packet-verdict')).toHaveText('Others were quicker.');

  // What was taken stays known over a restart, and is spent from the giver's points.
  await emma.end();
  const again = await launch('emma');
  await openConversation(again.page, 'Team');
  await expect(again.page.getByTestId('packet-state')).toHaveText('30 points for you');
  await again.page.getByTestId('give-packet').click();
  await expect(again.page.getByTestId('packet-balance')).toHaveText('You have 1,030 points.');

  // What an administrator gives is there while the dialog is.
  admin(folder, 'points', 'give', 'emma', '20', '--reason', 'Spring fair');
  await expect(again.page.getByTestId('packet-balance')).toHaveText('You have 1,050 points.');
});
