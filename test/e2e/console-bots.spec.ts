import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProtocolClient } from '../support/protocol-client.ts';
import { expectAccessible } from './support/accessible.ts';
import { admin, consoleTest as test, openConsole, PASSWORD, signIn } from './support/console.ts';
import { expect } from './support/test.ts';

test('[R12] a bot, its hook and its callback are made, watched and ended in the console', async ({
  folder,
  relay,
  consoleBrowser,
}) => {
  const file = join(folder, 'password');
  writeFileSync(file, PASSWORD);
  admin(folder, 'people', 'create', 'anna', '--display-name', 'Anna Berg', '--password-file', file);
  admin(folder, 'grant', 'anna');
  const anna = await ProtocolClient.connect(`ws://${relay.url}/v1/socket`);
  await anna.signIn('anna', PASSWORD);

  const page = await openConsole(consoleBrowser, relay.url, 'en-US', 'light');
  await signIn(page, 'anna');
  await page.getByTestId('page-bots').click();
  await expect(page.getByTestId('create-hook')).toHaveCount(0);
  await page.getByTestId('create-bot').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Build robot');
  await page.keyboard.press('Tab');
  await page.keyboard.type('anna');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('bot-name')).toHaveAttribute('aria-invalid', 'true');
  await page.getByTestId('bot-name').fill('build');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('bot')).toContainText('Build robot');

  // A hook is for a conversation that a member has brought the bot into.
  await page.getByTestId('create-hook').click();
  await expect(page.getByText('The bot is in no conversation yet')).toBeVisible();
  await expect(page.getByTestId('hook-submit')).toBeDisabled();
  await page.keyboard.press('Escape');
  const { people } = await anna.request('people.list', { query: 'build', limit: 1 });
  const { conversation } = await anna.request('conversation.create', {
    kind: 'group',
    clientId: '01890000-0000-7000-8000-000000000001',
    title: 'Releases',
    users: people.map(({ id }) => id),
  });
  await page.getByTestId('create-hook').click();
  await expect(page.getByTestId('hook-conversation')).toHaveText('Releases');
  await expectAccessible(page);
  await page.getByTestId('hook-label').fill('CI');
  await page.keyboard.press('Enter');
  const url = (await page.getByTestId('made-hook').locator('output').textContent()) ?? '';
  await page.getByTestId('done').click();
  await expect(page.getByTestId('hook')).toContainText('Releases');
  const post = (): Promise<number> =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'Build 7 is green' }),
    }).then(({ status }) => status);
  expect(await post()).toBe(200);

  await page.getByTestId('create-callback').click();
  await page.getByTestId('callback-url').fill('https://127.0.0.1/hook');
  await page.getByTestId('callback-submit').click();
  await expect(page.getByText('The relay may not call this address')).toBeVisible();
  await page.getByTestId('callback-url').fill('https://receiver.invalid/yidu');
  await page.getByTestId('kind-message.edited').uncheck();
  await expectAccessible(page);
  await page.getByTestId('callback-submit').click();
  await expect(page.getByTestId('made-callback').locator('output')).toHaveText(/^\S{32,}$/);
  await page.getByTestId('done').click();
  await expect(page.getByTestId('callback')).toContainText('https://receiver.invalid/yidu');
  await expect(page.getByTestId('callback')).not.toContainText('Message edited');

  const content = { type: 'text', text: 'a secret plan' } as const;
  const clientId = '01890000-0000-7000-8000-000000000002';
  await anna.request('message.send', { conversation: conversation.id, clientId, content });
  await page.getByTestId('show-deliveries').click();
  await expect(async () => {
    await page.getByTestId('reload-deliveries').click();
    await expect(page.getByTestId('delivery')).toContainText('Name not found', { timeout: 500 });
  }).toPass();
  await expect(page.getByTestId('delivery')).toContainText('Waiting');
  await expect(page.locator('main')).not.toContainText('a secret plan');
  await expectAccessible(page);
  await page.getByTestId('all-callbacks').click();

  await page.getByTestId('bot-tokens').click();
  await page.getByTestId('token-label').fill('deploy');
  await page.keyboard.press('Enter');
  const token = (await page.getByTestId('made-token').locator('output').textContent()) ?? '';
  await page.getByTestId('done').click();
  const program = await ProtocolClient.connect(`ws://${relay.url}/v1/socket`);
  expect((await program.resume(token)).user.name).toBe('build');
  await page.getByTestId('bot-tokens').click();
  await expect(page.getByTestId('device')).toContainText('deploy');
  await expectAccessible(page);
  await page.getByTestId('revoke-device').click();
  expect((await program.closed).code).toBe(4003);
  await page.keyboard.press('Escape');

  await page.getByTestId('revoke-hook').click();
  await page.getByTestId('confirm').click();
  await expect(page.getByTestId('hook')).toHaveCount(0);
  expect(await post()).toBe(404);
  await page.getByTestId('end-bot').click();
  await page.getByTestId('confirm').click();
  await expect(page.getByTestId('bot')).toHaveCount(0);
  await expect(page.getByTestId('callback')).toHaveCount(0);

  await page.getByTestId('page-audit').click();
  for (const line of ['Bot created', 'Hook created', 'Callback created', 'Hook revoked'])
    await expect(page.getByTestId('audit-line').filter({ hasText: line })).toHaveCount(1);
  await page.context().close();
});
