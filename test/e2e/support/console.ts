import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { inRoot } from '../../../scripts/paths.ts';
import { launchTestBrowser, provideTestBrowser } from '../../../scripts/test-browser.ts';
import { test } from './test.ts';

export const PASSWORD = 'correct horse battery';

/** With a plain browser, as an administrator has. */
export const consoleTest = test.extend<object, { readonly consoleBrowser: Browser }>({
  consoleBrowser: [
    async ({}, use) => {
      const browser = await launchTestBrowser(await provideTestBrowser());
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
});

/** The command line of the relay, on this test's data. */
export function admin(folder: string, ...words: readonly string[]): string {
  const args = [inRoot('out/main/relay.cjs'), 'admin', ...words, '--data', join(folder, 'relay')];
  return execFileSync(process.execPath, args, { encoding: 'utf8' });
}

export async function openConsole(
  browser: Browser,
  url: string,
  locale: string,
  scheme: 'light' | 'dark',
): Promise<Page> {
  const context = await browser.newContext({ locale, colorScheme: scheme });
  const page = await context.newPage();
  // A page that breaks its own policy, or fails, says so here.
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      throw new Error(message.text());
  });
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(`http://${url}/console`);
  return page;
}

export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByTestId('name').fill(name);
  await page.getByTestId('password').fill(PASSWORD);
  await page.keyboard.press('Enter');
}
