import type { Page } from '@playwright/test';
import { message, newChat, openConversation, register, send, threePeople } from './support/actions.ts';
import { expect, test } from './support/test.ts';

const member = (page: Page, name: string) => page.getByTestId('member').filter({ hasText: name });

async function memberMenu(page: Page, name: string, action: string): Promise<void> {
  await member(page, name).getByTestId('member-menu').click();
  await page.getByTestId(action).click();
}

async function groupSettings(page: Page): Promise<void> {
  await page.getByTestId('header-more').click();
  await page.getByTestId('menu-group-settings').click();
  await expect(page.getByTestId('group-panel')).toBeVisible();
}

test('roles: an admin manages, a muted member keeps the draft, the owner hands over and dissolves', async ({
  launch,
  relay,
}) => {
  const [lin, emma, ben] = await threePeople(launch, relay);
  await newChat(lin.page, ['Emma', 'Ben'], 'Team');
  await openConversation(emma.page, 'Team');
  await openConversation(ben.page, 'Team');

  // A member is offered nothing to do with others but writing to them.
  await ben.page.getByTestId('members').click();
  await member(ben.page, 'Emma').getByTestId('member-menu').click();
  await expect(ben.page.getByTestId('member-message')).toBeVisible();
  await expect(ben.page.getByTestId('remove-member')).toHaveCount(0);
  await ben.page.keyboard.press('Escape');

  await lin.page.getByTestId('members').click();
  await memberMenu(lin.page, 'Emma', 'make-admin');
  await expect(member(lin.page, 'Emma').getByTestId('member-role')).toHaveText('Admin');

  await emma.page.getByTestId('members').click();
  await member(emma.page, 'Ben').getByTestId('member-menu').click();
  await emma.page.getByTestId('mute-member').press('ArrowRight');
  await emma.page.getByTestId('mute-good').press('Enter');
  await expect(ben.page.getByTestId('composer-muted')).toBeVisible();
  await ben.page.getByTestId('composer').fill('kept while muted');
  await expect(ben.page.getByTestId('send')).toBeDisabled();
  await memberMenu(emma.page, 'Ben', 'unmute-member');
  await expect(ben.page.getByTestId('composer-muted')).toHaveCount(0);
  await ben.page.getByTestId('composer').press('Enter');
  await expect(message(lin.page, 'kept while muted')).toBeVisible();

  // MSG-3: what an admin recalls reads as such.
  await message(emma.page, 'kept while muted').click({ button: 'right' });
  await emma.page.getByTestId('menu-recall').click();
  await emma.page.getByTestId('confirm').click();
  await expect(lin.page.getByTestId('recalled')).toHaveText('Emma (admin) recalled a message of Ben');
  await expect(ben.page.getByTestId('recalled')).toContainText('Emma (admin) recalled a message of yours');
  await expect(emma.page.getByTestId('recalled')).toHaveText('You recalled a message of Ben');

  await memberMenu(lin.page, 'Emma', 'make-owner');
  await lin.page.getByTestId('confirm').click();
  await expect(member(lin.page, 'Emma').getByTestId('member-role')).toHaveText('Owner');

  await ben.page.getByTestId('composer').fill('half a sentence');
  await groupSettings(emma.page);
  await emma.page.getByTestId('dissolve-group').click();
  await emma.page.getByTestId('confirm').click();
  await expect(ben.page.getByTestId('composer-gone')).toContainText('Emma dissolved this group');
  await expect(ben.page.getByText('half a sentence')).toBeVisible();
});

test('an announcement stands under the header until it is put away; a new one comes again', async ({
  launch,
  relay,
}) => {
  const [lin, emma] = await threePeople(launch, relay);
  await newChat(lin.page, ['Emma', 'Ben'], 'Team');
  await groupSettings(lin.page);
  await lin.page.getByTestId('announcement-edit').click();
  await lin.page.getByTestId('announcement-publish').click();
  await expect(lin.page.getByRole('alert')).toBeVisible();
  await lin.page.getByTestId('announcement-text').fill('Release on Friday');
  await lin.page.getByTestId('announcement-publish').click();

  await openConversation(emma.page, 'Team');
  await expect(emma.page.getByTestId('announcement')).toContainText('Release on Friday');
  await emma.page.getByTestId('announcement-dismiss').click();
  await expect(emma.page.getByTestId('announcement')).toHaveCount(0);

  await lin.page.getByTestId('announcement-edit').click();
  await lin.page.getByTestId('announcement-text').fill('Release on Monday');
  await lin.page.getByTestId('announcement-publish').click();
  await expect(emma.page.getByTestId('announcement')).toContainText('Release on Monday');
  await lin.page.getByTestId('announcement-remove').click();
  await expect(emma.page.getByTestId('announcement')).toHaveCount(0);

  // X13: who thinks better of it is where they were, not at the start of the window.
  await lin.page.getByTestId('announcement-edit').click();
  await lin.page.keyboard.press('Escape');
  await expect(lin.page.getByTestId('announcement-edit')).toBeFocused();
  await lin.page.getByTestId('rename-group').click();
  await lin.page.keyboard.press('Escape');
  await expect(lin.page.getByTestId('rename-group')).toBeFocused();
  await lin.page.getByTestId('rename-group').click();
  await lin.page.getByTestId('rename-title').fill('Core team');
  await lin.page.getByTestId('rename-submit').click();
  await expect(emma.page.getByTestId('conversation-title')).toHaveText('Core team');
});

test('a link lets somebody into a group, until all links are revoked', async ({ launch, relay }) => {
  const [lin] = await threePeople(launch, relay);
  const dora = await launch('dora');
  await register(dora.page, relay.url, 'dora', 'Dora');
  await newChat(lin.page, ['Emma', 'Ben'], 'Team');
  await send(lin.page, 'before');
  await groupSettings(lin.page);
  const invite = lin.page.getByTestId('group-invite');
  await invite.getByTestId('create-link').click();
  const link = await invite.getByTestId('host-address').innerText();
  expect(link).toMatch(/^yidu:\/\/join\/127\.0\.0\.1:\d+\?v=1&group=/);

  const join = async (text: string): Promise<void> => {
    await dora.page.getByTestId('new-chat').click();
    await dora.page.getByTestId('join-by-link').click();
    await dora.page.getByTestId('join-link').fill(text);
    await dora.page.getByTestId('join-submit').click();
  };
  await join('https://example.org/');
  await expect(dora.page.getByRole('alert')).toContainText('not an invite link');
  await dora.page.getByTestId('join-link').fill(link);
  await dora.page.getByTestId('join-submit').click();
  await expect(dora.page.getByTestId('conversation-title')).toHaveText('Team');
  await expect(lin.page.getByTestId('member-count')).toHaveText('4 members');

  await groupSettings(dora.page);
  await dora.page.getByTestId('leave-group').click();
  await dora.page.getByTestId('confirm').click();
  await expect(dora.page.getByTestId('composer-gone')).toContainText('You left this group');
  await invite.getByTestId('revoke-links').click();
  await lin.page.getByTestId('confirm').click();
  // While the relay is being asked the link and its note still stand there, both with this role.
  await expect(invite.getByRole('status').filter({ hasText: 'All links are revoked.' })).toBeVisible();
  await join(link);
  await expect(dora.page.getByRole('alert')).toContainText('not valid any more');
});
