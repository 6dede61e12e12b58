import {
  expectState,
  inWorkspace,
  message,
  newChat,
  openConversation,
  send,
  twoPeople,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('what is written offline is sent once when the relay is back (X8)', async ({ launch, relay }) => {
  const [lin, emma] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'online');
  await openConversation(emma.page, '林夕');

  await relay.kill();
  await expect(lin.page.getByTestId('offline-bar')).toBeVisible();
  await send(lin.page, 'offline 1');
  await send(lin.page, 'offline 2');
  await expectState(lin.page, 'offline 2', 'sending');

  await relay.start();
  // Unless the client has been quicker and is connecting by itself: then there is nothing to press any more.
  await lin.page.getByTestId('retry-now').evaluateAll(([button]) => {
    if (button instanceof HTMLElement) button.click();
  });
  await expectState(lin.page, 'offline 2', 'read');
  await expect(lin.page.getByTestId('offline-bar')).toHaveCount(0);
  const texts = emma.page.getByTestId('message').locator('.bubble');
  await expect(texts).toHaveText([/online/, /offline 1/, /offline 2/]);
  await expect(lin.page.getByTestId('message')).toHaveCount(3);
});

test('an outbox survives the kill of its client', async ({ launch, relay }) => {
  const [first, emma] = await twoPeople(launch, relay);
  let lin = first;
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'before');
  await openConversation(emma.page, '林夕');
  await relay.kill();
  await expect(lin.page.getByTestId('offline-bar')).toBeVisible();
  await send(lin.page, 'not yet sent');
  await expectState(lin.page, 'not yet sent', 'sending');
  await lin.end('kill');

  await relay.start();
  lin = await launch('lin');
  await inWorkspace(lin.page);
  await expect(message(emma.page, 'not yet sent')).toHaveCount(1, { timeout: 40_000 });
  await openConversation(lin.page, 'Emma');
  await expect(message(lin.page, 'not yet sent')).toHaveCount(1);
});
