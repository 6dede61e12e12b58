import { expect, test } from './support/test.ts';
import { inWorkspace } from '../e2e/support/actions.ts';
import { pretendDesktop, WHOLE_DESKTOP } from '../e2e/support/pretended-desktop.ts';
import { open, synced } from './support/open.ts';
import { shoot } from './support/shoot.ts';

const PASSCODE = 'under the bridge';

const PAGES = [
  'general',
  'account',
  'devices',
  'privacy',
  'notifications',
  'shortcuts',
  'network',
  'storage',
  'about',
] as const;

test(PAGES.map((name) => `settings-${name}`).join(' '), async ({ office }) => {
  const { page } = await office.client(0);
  await synced(page);
  await page.getByTestId('rail-settings').click();
  for (const name of PAGES) {
    await page.getByTestId(`settings-${name}`).click();
    if (name === 'devices') await expect(page.getByTestId('device').first()).toBeVisible();
    if (name === 'storage') await expect(page.getByTestId('size-store')).not.toHaveText('…');
    if (name === 'notifications') {
      await page.getByTestId('notification-content').getByTestId('option-none').click();
      await page.getByTestId('do-not-disturb').getByTestId('option-hour').click();
    }
    await shoot(page, `settings-${name}`);
  }
});

test('settings-desktop', async ({ office }) => {
  const { page } = await office.client(0);
  await synced(page);
  await pretendDesktop(page, WHOLE_DESKTOP);
  const chosen = { shortcut: 'Control+Alt+Y', spelling: ['en-GB'] };
  await page.evaluate((patch) => window.yidu.request('settings.set', patch), chosen);
  await page.getByTestId('rail-settings').click();
  await page.getByTestId('settings-desktop').click();
  await expect(page.getByTestId('shortcut')).toHaveText('Ctrl+Alt+Y');
  await shoot(page, 'settings-desktop');
});

test('locked', async ({ office }) => {
  const { page } = await office.client(0);
  await open(page, 'Emma Walker');
  const ask = async (name: 'lock.now' | 'lock.get'): Promise<void> => {
    await page.evaluate((asked) => window.yidu.request(asked, {}), name);
  };
  await page.evaluate((next) => window.yidu.request('lock.setPasscode', { next }), PASSCODE);
  await shoot(page, 'locked', {
    // What is locked takes no settings: it speaks the language that it was locked in.
    async speak(language) {
      if (await page.getByTestId('lock-screen').isVisible()) {
        await page.getByTestId('passcode').fill(PASSCODE);
        await page.keyboard.press('Enter');
        await inWorkspace(page);
      }
      await page.evaluate((next) => window.yidu.request('settings.set', { language: next }), language);
      await ask('lock.now');
      await expect(page.getByTestId('lock-screen')).toBeVisible();
      await expect(page.locator('html')).toHaveAttribute('lang', language);
    },
  });
});
