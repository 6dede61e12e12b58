import {
  expectState,
  hostHere,
  inWorkspace,
  message,
  newChat,
  openConversation,
  register,
  row,
  send,
  twoPeople,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('two restarts change nothing: history, badges, drafts (X3, X7)', async ({ launch, relay }) => {
  const [lin, first] = await twoPeople(launch, relay);
  let emma = first;
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'first');
  await openConversation(emma.page, '林夕');
  await expectState(lin.page, 'first', 'read');
  await emma.page.getByTestId('composer').fill('a draft');
  await emma.blur();
  await emma.end();
  await send(lin.page, 'second');
  await send(lin.page, 'third');

  for (let i = 0; i < 2; i++) {
    emma = await launch('emma');
    await inWorkspace(emma.page);
    await expect(row(emma.page, '林夕').getByTestId('badge')).toHaveText('2');
    await expect(emma.page.getByTestId('total-badge')).toHaveText('2');
    await emma.end();
  }

  emma = await launch('emma');
  await openConversation(emma.page, '林夕');
  for (const text of ['first', 'second', 'third']) await expect(message(emma.page, text)).toHaveCount(1);
  await expect(emma.page.getByTestId('composer')).toHaveValue('a draft');
  await expect(emma.page.getByTestId('total-badge')).toHaveCount(0);
  await expectState(lin.page, 'third', 'read');
});

test('what was typed in the moment before the program ends is there again (X7)', async ({
  launch,
  relay,
}) => {
  const [lin, first] = await twoPeople(launch, relay);
  let emma = first;
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'hello');
  // The first end of a new profile takes longer than the pause after which a draft is saved.
  for (const text of ['half a', 'half a sent', 'half a sentence']) {
    await openConversation(emma.page, '林夕');
    await emma.page.getByTestId('composer').fill(text);
    await emma.end();
    emma = await launch('emma');
    await openConversation(emma.page, '林夕');
    await expect(emma.page.getByTestId('composer')).toHaveValue(text);
  }
});

test('a client that hosts brings its relay back on the same address', async ({ launch }) => {
  let lin = await launch('lin');
  const address = await hostHere(lin.page, 'lin', '林夕');
  const emma = await launch('emma');
  await register(emma.page, address, 'emma', 'Emma');
  await lin.end();
  await expect(emma.page.getByTestId('offline-bar')).toBeVisible();
  lin = await launch('lin');
  await inWorkspace(lin.page);
  await expect(emma.page.getByTestId('offline-bar')).toHaveCount(0, { timeout: 40_000 });
  await newChat(emma.page, ['林夕']);
  await send(emma.page, 'back again');
  await expect(row(lin.page, 'Emma')).toContainText('back again');
});
