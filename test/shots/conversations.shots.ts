import { inWorkspace } from '../e2e/support/actions.ts';
import { open, rowOf, synced } from './support/open.ts';
import { shoot } from './support/shoot.ts';
import { expect, test } from './support/test.ts';

test('list-500', async ({ crowdedOffice }) => {
  const { page } = await crowdedOffice.client(0);
  await inWorkspace(page);
  await synced(page);
  await page.getByTestId('conversation-row').nth(2).click();
  await expect(page.getByTestId('message').first()).toBeVisible();
  await shoot(page, 'list-500');
});

test('direct-chat', async ({ office }) => {
  const { page } = await office.client(0);
  await open(page, 'Emma Walker');
  await shoot(page, 'direct-chat');
});

test('group-unread person-popover members group-settings', async ({ office }) => {
  const colleague = await office.colleague(4);
  const group = await colleague.group('Design & Engineering');
  const { page } = await office.client(0);
  await inWorkspace(page);
  await rowOf(page, 'Design & Engineering').click();
  await page.getByTestId('timeline').press('End');
  await rowOf(page, 'Emma Walker').click();
  await expect(rowOf(page, 'Design & Engineering').getByTestId('badge')).toHaveCount(0);
  for (const text of WORDS) await colleague.say(group, text);
  await expect(rowOf(page, 'Design & Engineering').getByTestId('badge')).toHaveText(String(WORDS.length));
  await open(page, 'Design & Engineering');
  await expect(page.getByTestId('unread-separator')).toBeVisible();
  await shoot(page, 'group-unread');
  const popover = page.getByTestId('person-popover');
  await shoot(page, 'person-popover', {
    async again() {
      if (await popover.isVisible()) return;
      await page.getByTestId('message-avatar').last().click();
      await expect(popover).toBeVisible();
    },
  });
  await page.keyboard.press('Escape');
  await page.getByTestId('members').click();
  await expect(page.getByTestId('member').first()).toBeVisible();
  await shoot(page, 'members');
  await page.getByTestId('close-panel').click();
  await page.getByTestId('header-more').click();
  await page.getByTestId('menu-group-settings').click();
  await expect(page.getByTestId('group-panel')).toBeVisible();
  await shoot(page, 'group-settings');
});

const WORDS = [
  'The new icons are in the shared folder. 图标已经换成两种粗细，浅色和深色各一套。',
  '请大家在周五之前看一遍，有问题直接写在这里。',
  'One thing I noticed: at 200 % zoom the header wraps. I will look into it this afternoon.',
] as const;
