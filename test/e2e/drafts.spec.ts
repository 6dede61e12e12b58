import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import {
  PASSWORD,
  inWorkspace,
  message,
  newChat,
  newPerson,
  openConversation,
  row,
  send,
} from './support/actions.ts';
import { expect, test } from './support/test.ts';

const PICTURES = process.env['YIDU_PICTURES'];

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

async function signIn(page: Page, url: string, name: string): Promise<void> {
  await page.getByTestId('door-join').click();
  await page.getByTestId('field-url').fill(url);
  await page.getByTestId('field-name').fill(name);
  await page.getByTestId('field-password').fill(PASSWORD);
  await page.getByTestId('login-submit').click();
  await inWorkspace(page);
}

test('a draft follows its person, is gone when it is sent, and is kept twice where two devices wrote (C8, X7)', async ({
  launch,
  relay,
}) => {
  const [desk, laptop, bo] = await Promise.all([
    newPerson(launch, relay, 'lin', '林夕'),
    launch('laptop'),
    newPerson(launch, relay, 'bo', '王小波'),
  ]);
  // Found by the first letters of how it is said.
  await newChat(desk.page, ['王小波']);
  await send(desk.page, 'hello');
  await signIn(laptop.page, relay.url, 'lin');
  await laptop.page.getByTestId('list-filter').fill('wxb');
  await openConversation(laptop.page, '王小波');

  const [here, there] = [desk.page.getByTestId('composer'), laptop.page.getByTestId('composer')];
  await here.fill('half a thought');
  await expect(there).toHaveValue('half a thought');
  await there.press('Enter');
  await expect(message(desk.page, 'half a thought')).toBeVisible();
  await expect(here).toHaveValue('');
  await expect(row(bo.page, '林夕')).toContainText('half a thought');

  await relay.kill();
  await here.fill('written at the desk');
  await there.fill('written on the laptop');
  await relay.start();
  // Whichever came first to the relay, the other one keeps both.
  const conflicts = async (): Promise<number> =>
    (await desk.page.getByTestId('draft-conflict').count()) +
    (await laptop.page.getByTestId('draft-conflict').count());
  for (const { page } of [desk, laptop])
    await page.getByTestId('retry-now').evaluateAll(([button]) => {
      if (button instanceof HTMLElement) button.click();
    });
  await expect.poll(conflicts, { timeout: 30_000 }).toBe(1);
  const inConflict = (await laptop.page.getByTestId('draft-conflict').isVisible()) ? laptop : desk;
  const settled = inConflict === laptop ? desk : laptop;
  const [mine, other] =
    inConflict === laptop
      ? ['written on the laptop', 'written at the desk']
      : ['written at the desk', 'written on the laptop'];
  const composer = inConflict.page.getByTestId('composer');
  await expect(composer).toHaveValue(mine);
  await expect(inConflict.page.getByTestId('draft-conflict-other')).toHaveText(other);
  await expectAccessible(inConflict.page);
  await picture(inConflict.page, 'conflict-light');
  await inConflict.page.getByTestId('draft-keep-both').focus();
  await inConflict.page.keyboard.press('Enter');
  await expect(composer).toHaveValue(`${mine}\n${other}`);
  await expect(inConflict.page.getByTestId('draft-conflict')).toHaveCount(0);
  await expect(settled.page.getByTestId('composer')).toHaveValue(`${mine}\n${other}`);
});

test('people are found by pinyin who are not on this disk, and the matched part is marked (C7)', async ({
  launch,
  relay,
}) => {
  const [{ page }] = await Promise.all([
    newPerson(launch, relay, 'anna', 'Anna'),
    newPerson(launch, relay, 'number7', '曾国藩'),
  ]);
  await page.getByTestId('new-chat').click();
  await page.getByTestId('people-search').fill('zeng g');
  const option = page.getByTestId('person-option').filter({ hasText: '曾国藩' });
  await expect(option.locator('mark')).toHaveText('曾国');
  await option.click();
  await page.getByTestId('create-chat').click();
  await expect(page.getByTestId('conversation-title')).toHaveText('曾国藩');
  await send(page, '你好');
  await page.getByTestId('list-filter').fill('cgf');
  await expect(row(page, '曾国藩').locator('mark')).toHaveText('曾国藩');
  await picture(page, 'filter');
  await page.keyboard.press('Control+k');
  await page.getByTestId('search-input').fill('国fan');
  await expect(page.getByTestId('search-named').first().locator('mark')).toHaveText('国藩');
  await picture(page, 'overlay');
  await page.keyboard.press('Escape');

  // Among the contacts, too, also where there is room for one pane: from a conversation to them, and by keys to another.
  await page.setViewportSize({ width: 640, height: 400 });
  await page.getByTestId('rail-contacts').click();
  await page.getByTestId('contacts-filter').fill('guof');
  await expect(page.getByTestId('contact')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('conversation-title')).toBeVisible();
  await expect(page.getByTestId('conversation-title')).toHaveText('曾国藩');
  await page.getByTestId('rail-chats').click();
  await expect(row(page, '曾国藩')).toBeVisible();
});
