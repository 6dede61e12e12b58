import { PASSWORD, register } from '../e2e/support/actions.ts';
import { freePort } from '../support/free-port.ts';
import { shoot } from './support/shoot.ts';
import { expect, test } from './support/test.ts';

test('first-run host-form host-ready', async ({ launch }) => {
  const { page } = await launch('new');
  await expect(page.getByTestId('door-host')).toBeVisible();
  await shoot(page, 'first-run');
  await page.getByTestId('door-host').click();
  await page.getByTestId('field-relay-name').fill('上海办公室');
  await page.getByTestId('field-display-name').fill('林夕');
  await page.getByTestId('field-name').fill('linxi');
  await page.getByTestId('field-password').fill(PASSWORD);
  await shoot(page, 'host-form');
  await page.getByTestId('login-submit').click();
  await expect(page.getByTestId('host-ready')).toBeVisible();
  await shoot(page, 'host-ready');
});

test('join-form wrong-password relay-unreachable', async ({ launch, office }) => {
  const { page } = await launch('new');
  await page.getByTestId('door-join').click();
  await page.getByTestId('field-url').fill(office.address);
  await page.getByTestId('option-register').click();
  await page.getByTestId('field-display-name').fill('Emma Walker');
  await page.getByTestId('field-name').fill('emma');
  await shoot(page, 'join-form');

  await page.getByTestId('option-signIn').click();
  await page.getByTestId('field-name').fill('linxi');
  await page.getByTestId('field-password').fill('not the password');
  await page.getByTestId('login-submit').click();
  await expect(page.getByRole('alert')).toBeVisible();
  await shoot(page, 'wrong-password');

  await page.getByTestId('field-url').fill(`127.0.0.1:${await freePort()}`);
  await page.getByTestId('field-password').fill(PASSWORD);
  await page.getByTestId('login-submit').click();
  await expect(page.getByTestId('field-url')).toHaveAttribute('aria-invalid', 'true');
  await shoot(page, 'relay-unreachable');
});

test('empty-workspace', async ({ launch, relay }) => {
  const { page } = await launch('new');
  await register(page, relay.url, 'emma', 'Emma Walker');
  await shoot(page, 'empty-workspace');
});
