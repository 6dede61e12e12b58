import { expectAccessible } from './support/accessible.ts';
import { expectState, message, newChat, openConversation, send, twoPeople } from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('a relay restored from a backup loses nothing that its people have (R11, X8)', async ({
  launch,
  relay,
}) => {
  const [lin, emma] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'in the backup');
  await openConversation(emma.page, '林夕');
  await expectState(lin.page, 'in the backup', 'read');
  await relay.backUp('backup');
  await send(lin.page, 'mine and lost');
  await expectState(lin.page, 'mine and lost', 'read');
  await send(emma.page, 'theirs and lost');
  await expect(message(lin.page, 'theirs and lost')).toHaveCount(1);

  await relay.kill();
  await relay.putBack('backup');
  await relay.start();

  await expectState(lin.page, 'mine and lost', 'failed');
  await expect(message(lin.page, 'theirs and lost')).toHaveCount(0);
  await expect(lin.page.getByTestId('lost-bar')).toContainText('1 message is only on this device');
  await expectAccessible(lin.page);
  await lin.page.getByTestId('show-lost').click();
  await expect(lin.page.getByTestId('lost-message')).toContainText('theirs and lost');
  await expectAccessible(lin.page);
  await lin.page.getByTestId('delete-lost').click();
  await lin.page.getByTestId('confirm').click();
  await expect(lin.page.getByTestId('lost-message')).toHaveCount(0);
  await lin.page.keyboard.press('Escape');

  await expect(message(emma.page, 'mine and lost')).toHaveCount(0);
  await message(lin.page, 'mine and lost').getByTestId('retry').click();
  await expectState(lin.page, 'mine and lost', 'read');
  await expect(lin.page.getByTestId('lost-bar')).toHaveCount(0);
  // Where the other person's lost message was, as their client sees it; theirs waits below.
  await expect(emma.page.getByTestId('message').locator('.bubble')).toHaveText([
    /in the backup/,
    /mine and lost/,
    /theirs and lost/,
  ]);
});
