import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import {
  groupOf,
  hostHere,
  inWorkspace,
  newChat,
  openConversation,
  register,
  row,
  send,
} from './support/actions.ts';
import type { MenuEntry } from './support/desktop/desktop-wire.ts';
import { TAKEN_KEYS } from './support/desktop/taken-keys.ts';
import { desktopTest as test } from './support/desktop-client.ts';
import { expect } from './support/test.ts';

async function settings(page: Page, tab: string): Promise<void> {
  await page.getByTestId('rail-settings').click();
  await page.getByTestId(`settings-${tab}`).click();
}

const labels = (menu: readonly MenuEntry[] = []): string[] => menu.map(({ label }) => label);

/** The sum of what the rows of the list say. */
async function badges(page: Page): Promise<number> {
  const texts = await page.getByTestId('badge').allInnerTexts();
  return texts.reduce((sum, text) => sum + Number(text), 0);
}

test('tray, number, title and list say the same; the tray brings a closed window back and ends the program (X3)', async ({
  launch,
  launchOnDesktop,
  relay,
}) => {
  const lin = await launch('lin');
  let emma = await launchOnDesktop('emma');
  const { page } = emma;
  await register(lin.page, relay.url, 'lin', '林夕');
  await register(page, relay.url, 'emma', 'Emma');
  await expect.poll(async () => labels((await emma.desktop()).tray?.menu)[1]).toBe('Connected');
  const restful = await emma.desktop();
  expect(restful).toMatchObject({ badge: 0, tray: { tip: 'Yidu' }, window: { visible: true } });
  expect(restful.schemes).toEqual(['yidu']);

  // Closed by its user, the window is only out of sight: what comes is told of, counted, and not read (X1).
  if (process.platform !== 'darwin') {
    // Elsewhere somebody chooses it.
    await settings(page, 'desktop');
    await page.getByTestId('close-to-tray').click();
    await expect(page.getByTestId('close-to-tray')).toBeChecked();
    await page.keyboard.press('Escape');
  }
  expect((await emma.desktop({ act: 'closeWindow' })).window).toMatchObject({ visible: false });
  await newChat(lin.page, ['Emma']);
  await send(lin.page, 'one');
  await send(lin.page, 'two');
  await groupOf(lin.page, 'Team', ['Emma']);
  await openConversation(lin.page, 'Team');
  await send(lin.page, 'three');
  await expect.poll(async () => (await emma.desktop()).badge).toBe(3);
  const told = await emma.desktop();
  expect(told.tray?.tip).toBe('Yidu · 3 unread');
  expect(told.tray?.menu[1]).toMatchObject({ label: 'Connected · 3 unread', enabled: false });
  expect(told.tray?.picture).not.toBe(restful.tray?.picture);
  await expect(page).toHaveTitle('(3) Yidu');
  await expect(page.getByTestId('total-badge')).toHaveText('3');
  expect(await badges(page)).toBe(3);
  await expect.poll(async () => (await emma.notifications()).length).toBeGreaterThan(0);

  // Twice restarted, nothing has changed.
  for (let n = 0; n < 2; n++) {
    await emma.end();
    emma = await launchOnDesktop('emma');
    await inWorkspace(emma.page);
    await expect.poll(async () => (await emma.desktop()).badge).toBe(3);
    expect(await badges(emma.page)).toBe(3);
  }

  await emma.desktop({ act: 'closeWindow' });
  const opened = await emma.desktop({ act: 'choose', menu: 'tray', path: ['Open Yidu'] });
  expect(opened.window).toMatchObject({ visible: true });
  await openConversation(emma.page, 'Team');
  await expect.poll(async () => (await emma.desktop()).badge).toBe(2);
  await expect.poll(async () => (await emma.desktop()).tray?.tip).toBe('Yidu · 2 unread');
  await row(emma.page, 'two').click();
  await expect.poll(async () => (await emma.desktop()).badge).toBe(0);
  const after = await emma.desktop();
  expect(after.tray).toMatchObject({ tip: 'Yidu', picture: restful.tray?.picture });
  await expect(emma.page.getByTestId('total-badge')).toHaveCount(0);

  // Do Not Disturb from the tray is the one of the settings; the tray's way to them leads there, in any language.
  await emma.desktop({
    act: 'choose',
    menu: 'tray',
    path: ['Do Not Disturb', 'Until I turn it off'],
  });
  await expect
    .poll(
      async () => (await emma.desktop()).tray?.menu.find(({ label }) => label === 'Do Not Disturb')?.entries,
    )
    .toContainEqual(expect.objectContaining({ label: 'Until I turn it off', checked: true }));
  await emma.desktop({ act: 'choose', menu: 'tray', path: ['Settings…'] });
  await emma.page.getByTestId('settings-notifications').click();
  await expect(emma.page.getByTestId('do-not-disturb').getByTestId('option-on')).toBeChecked();
  await emma.page.getByTestId('settings-general').click();
  await emma.page.getByTestId('option-zh-CN').click();
  await expect.poll(async () => labels((await emma.desktop()).tray?.menu)).toContain('退出 Yidu');
  expect(labels((await emma.desktop()).appMenu)).toEqual(
    process.platform === 'darwin'
      ? ['Yidu', '文件', '编辑', '显示', '窗口']
      : ['文件', '编辑', '显示', '窗口'],
  );
  await emma.page.keyboard.press('Escape');
  // It ends before it can say how the desktop looks.
  await emma.desktop({ act: 'choose', menu: 'tray', path: ['退出 Yidu'] }).catch(() => undefined);
  await emma.ended();
});

test('keys from anywhere, the session’s start, spelling and the native menus are set, taken back and kept (D4)', async ({
  folder,
  launchOnDesktop,
}) => {
  let lin = await launchOnDesktop('lin');
  await hostHere(lin.page, 'lin', '林夕');
  await settings(lin.page, 'desktop');
  await expectAccessible(lin.page);

  // Keys that another program has are said to be so; free ones hide and show the window.
  const shortcut = lin.page.getByTestId('shortcut');
  await shortcut.click();
  await lin.page.keyboard.press(TAKEN_KEYS);
  await expect(lin.page.getByTestId('shortcut-taken')).toBeVisible();
  expect((await lin.desktop()).shortcuts).toEqual([]);
  await shortcut.click();
  await lin.page.keyboard.press('Control+Alt+Y');
  const press = { act: 'press', keys: 'Control+Alt+Y' } as const;
  await expect.poll(async () => (await lin.desktop()).shortcuts).toEqual([press.keys]);
  await expect(lin.page.getByTestId('shortcut-taken')).toHaveCount(0);
  expect((await lin.desktop(press)).window).toMatchObject({ visible: false });
  expect((await lin.desktop(press)).window).toMatchObject({ visible: true });

  expect(await lin.startedBySession()).toBeNull();
  await lin.page.getByTestId('launch-at-login').click();
  await expect(lin.page.getByTestId('launch-at-login')).toBeChecked();
  expect(await lin.startedBySession()).toContain(process.execPath);

  expect((await lin.desktop()).spelling).toEqual([]);
  await lin.page.getByTestId('spelling').selectOption('en-GB');
  await expect.poll(async () => (await lin.desktop()).spelling).toEqual(['en-GB']);
  await lin.desktop({ act: 'pointAtWord', word: 'recieve', suggestions: ['receive'] });
  const offered = await lin.desktop({ act: 'choose', menu: 'text', path: ['receive'] });
  expect(
    labels(offered.textMenu)
      .filter((label) => label !== '')
      .slice(0, 5),
  ).toEqual(['receive', 'Add to dictionary', 'Undo', 'Redo', 'Cut']);
  expect(offered.spelled).toEqual(['receive']);
  await lin.desktop({ act: 'pointAtWord', word: 'Yidu', suggestions: [] });
  expect((await lin.desktop({ act: 'choose', menu: 'text', path: ['Add to dictionary'] })).learned).toEqual([
    'Yidu',
  ]);

  await lin.page.getByTestId('settings-about').click();
  await expect(lin.page.getByTestId('runtime')).toHaveText(/Node\.js \d.* · Protocol 1$/);
  await lin.page.getByTestId('open-logs').click();
  await expect.poll(async () => (await lin.desktop()).openedPaths).toEqual([join(folder, 'lin', 'logs')]);
  await lin.page.keyboard.press('Escape');
  // The native menu leads where the page does.
  const path = process.platform === 'darwin' ? ['Yidu', 'Settings…'] : ['File', 'Settings…'];
  await lin.desktop({ act: 'choose', menu: 'app', path });
  await expect(lin.page.getByTestId('settings')).toBeVisible();

  // All of it is there after a restart, and so is the window's place.
  const bounds = { x: 40, y: 60, width: 1_000, height: 700 };
  await lin.desktop({ act: 'moveWindow', bounds });
  await lin.end();
  lin = await launchOnDesktop('lin');
  await inWorkspace(lin.page);
  expect(await lin.desktop()).toMatchObject({
    shortcuts: [press.keys],
    spelling: ['en-GB'],
    window: { bounds },
  });
  await settings(lin.page, 'desktop');
  await expect(lin.page.getByTestId('launch-at-login')).toBeChecked();
  await lin.page.getByTestId('launch-at-login').click();
  await expect(lin.page.getByTestId('launch-at-login')).not.toBeChecked();
  expect(await lin.startedBySession()).toBeNull();
  await lin.page.getByTestId('shortcut-clear').click();
  await expect.poll(async () => (await lin.desktop()).shortcuts).toEqual([]);
  await lin.page.getByTestId('spelling').selectOption('');
  await expect.poll(async () => (await lin.desktop()).spelling).toEqual([]);
});
