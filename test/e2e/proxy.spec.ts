import { httpProxy } from '../support/proxies.ts';
import { expectAccessible } from './support/accessible.ts';
import { newChat, register, row, send } from './support/actions.ts';
import { expect, test } from './support/test.ts';

test('[C13] a relay behind a proxy is joined, and the proxy changed later', async ({ launch, relay }) => {
  const proxy = await httpProxy({ credentials: 'lin:secret', leadsTo: Number(relay.url.split(':').at(-1)) });
  const [lin, emma] = await Promise.all([launch('lin'), launch('emma')]);
  await register(emma.page, relay.url, 'emma', 'Emma');

  const { page } = lin;
  await page.getByTestId('door-join').click();
  await page.getByTestId('open-proxy').click();
  await page.getByRole('radio', { name: 'Manual' }).click();
  await page.getByTestId('proxy-save').click();
  await expect(page.getByRole('alert').first()).toHaveText(
    'A name or an IP address, without http:// before it.',
  );
  await page.getByTestId('proxy-host').fill('127.0.0.1');
  await page.getByTestId('proxy-port').fill(String(proxy.port));
  await page.getByTestId('proxy-user').fill('lin');
  await page.getByTestId('proxy-password').fill('guess');
  await expectAccessible(page);
  await page.getByTestId('proxy-save').click();
  await expect(page.getByText('In use')).toBeVisible();
  await page.keyboard.press('Escape');

  const address = 'ws://relay.example:7000';
  await page.getByTestId('field-url').fill(address);
  await page.getByTestId('field-name').fill('lin');
  await page.getByTestId('field-password').fill('whatever it is');
  await page.getByTestId('login-submit').click();
  await expect(page.getByRole('alert')).toContainText('The proxy on the way lets nothing through.');
  await page.getByTestId('open-proxy').click();
  await page.getByTestId('proxy-password').fill('secret');
  await page.getByTestId('proxy-save').click();
  await expect(page.getByText('In use')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('login-back').click();
  await register(page, address, 'lin', '林夕');
  await newChat(page, ['Emma']);
  await send(page, 'through the proxy');
  await expect(row(emma.page, '林夕')).toContainText('through the proxy');
  expect(new Set(proxy.asked)).toEqual(new Set(['relay.example:7000']));

  // Without it there is no way, and with it again there is.
  await page.getByTestId('rail-settings').click();
  await page.getByTestId('settings-network').click();
  await page.getByRole('radio', { name: 'None' }).click();
  await expect(page.getByTestId('offline-bar')).toBeVisible();
  await page.getByRole('radio', { name: 'Manual' }).click();
  await page.getByTestId('proxy-password').fill('secret');
  await page.getByTestId('proxy-save').click();
  await expect(page.getByTestId('offline-bar')).toHaveCount(0);
  await proxy.close();
});
