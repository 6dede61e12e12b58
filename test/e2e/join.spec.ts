import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startRelay, type TestProcess } from '../support/processes.ts';
import { freePort } from '../support/free-port.ts';
import { inWorkspace, PASSWORD } from './support/actions.ts';
import { expect, test } from './support/test.ts';

async function register(page: Page, link: string, name: string, displayName: string): Promise<void> {
  await page.getByTestId('door-join').click();
  await page.getByTestId('option-register').click();
  await page.getByTestId('field-url').fill(link);
  await expect(page.getByTestId('pin-note')).toBeVisible();
  await page.getByTestId('field-display-name').fill(displayName);
  await page.getByTestId('field-name').fill(name);
  await page.getByTestId('field-password').fill(PASSWORD);
  await page.getByTestId('login-submit').click();
}

test('colleagues join a host by its link, encrypted, and nobody in its place', async ({ launch }) => {
  const [host, guest] = await Promise.all([launch('host'), launch('guest')]);
  await host.page.getByTestId('door-host').click();
  await host.page.getByTestId('field-relay-name').fill('Office');
  await host.page.getByTestId('field-display-name').fill('林夕');
  await host.page.getByTestId('field-name').fill('lin');
  await host.page.getByTestId('field-password').fill(PASSWORD);
  await host.page.getByTestId('login-submit').click();
  const ready = host.page.getByTestId('host-ready');
  await expect(ready).toContainText('Only this computer can reach it so far.');
  await host.page.getByTestId('host-ready-open').click();
  await inWorkspace(host.page);

  // Whoever hosts for themselves first lets colleagues in later, and goes on as the same person.
  await host.page.getByTestId('rail-settings').click();
  await host.page.getByTestId('settings-account').click();
  const hosting = host.page.getByTestId('hosting');
  await hosting.getByTestId('hosting-network').click();
  await expect(hosting.getByRole('img', { name: 'QR code of this link' })).toBeVisible();
  const link = await hosting.getByTestId('host-address').innerText();
  expect(link).toMatch(/^yidu:\/\/join\/[^?]+\?v=1&tls=1&fp=[0-9a-f]{64}$/);
  expect((await new AxeBuilder({ page: host.page }).analyze()).violations).toEqual([]);
  await host.page.keyboard.press('Escape');
  await expect(host.page.getByTestId('offline-bar')).toBeHidden();

  const { page } = guest;
  await register(page, link.replace(/fp=.*/, `fp=${'0'.repeat(64)}`), 'emma', 'Emma');
  await expect(page.getByRole('alert')).toContainText('another certificate than expected');
  await page.getByTestId('field-url').fill(link);
  await page.getByTestId('login-submit').click();
  await inWorkspace(page);

  // Found on the network, and joined only after somebody has compared.
  const { page: third } = await launch('third');
  await third.getByTestId('door-join').click();
  await third.getByTestId('option-register').click();
  const port = /:(\d+)\?/.exec(link)?.[1] ?? '';
  await third
    .getByTestId('found-relay')
    .filter({ hasText: `:${port}` })
    .click();
  await third.getByTestId('field-display-name').fill('陈');
  await third.getByTestId('field-name').fill('chen');
  await third.getByTestId('field-password').fill(PASSWORD);
  await third.getByTestId('login-submit').click();
  await expect(third.getByRole('alert')).toHaveText('Compare the fingerprint first. Nothing was sent.');
  expect((await new AxeBuilder({ page: third }).analyze()).violations).toEqual([]);
  await third.getByTestId('pin-compared').check();
  await third.getByTestId('login-submit').click();
  await inWorkspace(third);
});

test('a changed certificate is refused until it is compared and trusted', async ({ launch, folder }) => {
  const data = join(folder, 'own-relay');
  const port = await freePort();
  const start = (): Promise<TestProcess> => startRelay(data, port, '--tls', 'auto');
  let relay = await start();
  try {
    const link = await relay.printed(/"link":"([^"]+)"/);
    const { page } = await launch('lin');
    await register(page, link, 'lin', '林夕');
    await inWorkspace(page);

    await relay.end();
    await rm(join(data, 'tls.pem'));
    relay = await start();
    const fingerprint = await relay.printed(/"fingerprint":"([^"]+)"/);
    await expect(page.getByText('The relay shows another certificate.')).toBeVisible();
    await page.getByTestId('compare-certificates').click();
    const shown = page.getByTestId('certificate-shown');
    await expect
      .poll(async () => (await shown.innerText()).replaceAll(/\s/g, '').toLowerCase())
      .toBe(fingerprint);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByTestId('certificate-stay').click();
    await expect(page.getByText('The relay shows another certificate.')).toBeVisible();
    await page.getByTestId('compare-certificates').click();
    await page.getByTestId('certificate-trust').click();
    await expect(page.getByText('The relay shows another certificate.')).toBeHidden();
    await expect(page.getByTestId('offline-bar')).toBeHidden();
  } finally {
    await relay.end();
  }
});
