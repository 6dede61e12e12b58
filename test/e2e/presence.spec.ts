import { newChat, openConversation, send, twoPeople } from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('one sees who is there, and who is writing', async ({ launch, relay }) => {
  const [lin, emma] = await twoPeople(launch, relay);
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'hello');
  await expect(lin.page.getByTestId('presence')).toHaveText('Online');
  await openConversation(emma.page, '林夕');

  await emma.page.getByTestId('composer').pressSequentially('well');
  await expect(lin.page.getByTestId('typing')).toHaveText('typing…');
  // It rests by itself.
  await expect(lin.page.getByTestId('typing')).toHaveCount(0, { timeout: 15_000 });

  await emma.end();
  await expect(lin.page.getByTestId('presence')).not.toHaveText('Online', { timeout: 20_000 });
});
