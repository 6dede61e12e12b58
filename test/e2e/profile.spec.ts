import type { Locator, Page } from '@playwright/test';
import { ProtocolClient } from '../support/protocol-client.ts';
import { expectAccessible } from './support/accessible.ts';
import { expectState, message, newChat, newPerson, openConversation, row, send } from './support/actions.ts';
import { drawnPicture } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

async function account(page: Page): Promise<void> {
  await page.getByTestId('rail-settings').click();
  await page.getByTestId('settings-account').click();
}

/** Chooses a file, moves what is shown by keyboard, and saves it. */
async function choosePicture(page: Page): Promise<void> {
  await page.getByTestId('picture-input').setInputFiles(await drawnPicture(page, 640, 480));
  const place = page.getByTestId('crop-place');
  await expect(place).toBeFocused();
  const alpha = () =>
    place.locator('canvas').evaluate((drawn) => {
      const pen = drawn instanceof HTMLCanvasElement ? drawn.getContext('2d') : null;
      return pen?.getImageData(240, 240, 1, 1).data[3];
    });
  await expect.poll(alpha).toBe(255);
  await place.press('+');
  await place.press('ArrowLeft');
  await expect(page.getByTestId('crop-zoom')).not.toHaveValue('1');
  await expectAccessible(page);
  await page.getByTestId('crop-submit').click();
  await expect(place).toHaveCount(0);
}

/** The picture in an avatar there, once it can be seen. */
async function face(place: Locator): Promise<string | null> {
  const picture = place.getByTestId('avatar-picture').first();
  await expect(picture).toHaveClass(/loaded/);
  return picture.getAttribute('src');
}

test('a person and a group get a picture and another name, and everybody sees them, also after a restart', async ({
  launch,
  relay,
}) => {
  const [ann, bo] = await Promise.all([
    newPerson(launch, relay, 'ann', 'Ann'),
    newPerson(launch, relay, 'bo', 'Bo'),
  ]);
  await newChat(bo.page, ['Ann']);
  await send(bo.page, 'Is this you?');
  await openConversation(ann.page, 'Bo');
  await expectState(bo.page, 'Is this you?', 'read');

  // What is no picture is refused where it was chosen, and nothing is sent.
  await account(ann.page);
  await ann.page
    .getByTestId('picture-input')
    .setInputFiles({ name: 'face.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="x()"/>') });
  await expect(ann.page.getByTestId('picture-error')).toContainText('cannot be shown as a picture');
  await choosePicture(ann.page);
  await ann.page.getByTestId('change-name').click();
  await ann.page.getByTestId('rename-title').fill('   ');
  await ann.page.getByTestId('rename-submit').click();
  await expect(ann.page.getByText('Please fill this in')).toBeVisible();
  await ann.page.getByTestId('rename-title').fill('Ann <b>Miller</b>');
  await ann.page.getByTestId('rename-title').press('Enter');
  await expect(ann.page.getByTestId('my-name')).toHaveText('Ann <b>Miller</b>');
  const mine = await face(ann.page.getByRole('dialog'));
  await ann.page.keyboard.press('Escape');

  // Bo does nothing for it: list and header follow by themselves.
  await expect(bo.page.getByTestId('conversation-title')).toHaveText('Ann <b>Miller</b>');
  expect(await face(row(bo.page, 'Ann'))).toBe(mine);
  expect(
    await face(bo.page.locator('header').filter({ has: bo.page.getByTestId('conversation-title') })),
  ).toBe(mine);

  // A group needs a third.
  const cy = await ProtocolClient.connect(`ws://${relay.url}/v1/socket`);
  await cy.register('cy');
  cy.close();
  await newChat(ann.page, ['Bo', 'Cy'], 'Team');
  await ann.page.getByTestId('header-more').click();
  await ann.page.getByTestId('menu-group-settings').click();
  await choosePicture(ann.page);
  const ours = await face(ann.page.getByTestId('group-panel'));
  await send(ann.page, 'It is me');
  await openConversation(bo.page, 'Team');
  expect(await face(message(bo.page, 'It is me'))).toBe(mine);
  await expect(bo.page.getByText('Ann <b>Miller</b> changed the picture of the group')).toBeVisible();
  expect(await face(row(bo.page, 'Team'))).toBe(ours);
  await bo.page.getByTestId('header-more').click();
  await bo.page.getByTestId('menu-group-settings').click();
  await expect(bo.page.getByTestId('picture-choose')).toHaveCount(0);
  await send(bo.page, 'Fine');
  await expect(message(ann.page, 'Fine')).toBeVisible();
  await expectState(bo.page, 'Fine', 'some-unread');
  await message(bo.page, 'Fine').getByTestId('message-state').click();
  await bo.page.getByTestId('receipt-tab-read').click();
  expect(await face(bo.page.getByTestId('receipt-popover'))).toBe(mine);

  // It is on Bo's disk: there without the relay, too.
  await bo.end();
  await ann.end();
  await relay.kill();
  const again = await launch('bo');
  expect(await face(row(again.page, 'Ann <b>Miller</b>'))).toBe(mine);
  expect(await face(row(again.page, 'Team'))).toBe(ours);

  await relay.start();
  const annAgain = await launch('ann');
  await account(annAgain.page);
  await expect(annAgain.page.getByTestId('my-name')).toHaveText('Ann <b>Miller</b>');
  expect(await face(annAgain.page.getByRole('dialog'))).toBe(mine);
  await annAgain.page.getByTestId('settings').getByTestId('picture-remove').click();
  await expect(annAgain.page.getByRole('dialog').getByTestId('avatar-picture')).toHaveCount(0);
  await expect(row(again.page, 'Ann <b>Miller</b>').getByTestId('avatar-picture')).toHaveCount(0);
});
