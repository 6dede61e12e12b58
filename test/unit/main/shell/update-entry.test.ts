import { expect, it, vi } from 'vitest';
import { createShell, type Desktop } from '../../../../src/main/shell/create-shell.ts';
import type { TrayEntry } from '../../../../src/main/shell/tray-menu.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../../src/shared/ipc/views.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

function world() {
  let settings: Settings = { ...DEFAULT_SETTINGS, language: 'en' };
  const desktop = {
    show: vi.fn<Desktop['show']>(),
    setBadge: vi.fn<Desktop['setBadge']>(),
    setTray: vi.fn<Desktop['setTray']>(),
    setMenus: vi.fn<Desktop['setMenus']>(),
    showWindow: vi.fn(),
    quit: vi.fn(),
    restartToUpdate: vi.fn(),
  };
  const shell = createShell({
    desktop,
    settings: () => settings,
    locked: () => false,
    changeSettings: () => Promise.resolve(),
    systemLanguage: 'en',
    onPlace: () => undefined,
    clock: new ManualClock(),
    logger: SILENT_LOGGER,
  });
  return {
    desktop,
    shell,
    speak: (language: Settings['language']): void => {
      settings = { ...settings, language };
      shell.settingsChanged();
    },
    /** The tray's offer to restart; `undefined`: there is none. */
    offer: (): (TrayEntry & { kind: 'choice' }) | undefined => {
      const menu = desktop.setTray.mock.lastCall?.[0].menu ?? [];
      return menu.filter((entry) => entry.kind === 'choice').find(({ choice }) => choice.kind === 'update');
    },
  };
}

it('offers the restart in tray and menus once an update is ready, in the language of the settings', () => {
  const { desktop, shell, speak, offer } = world();
  shell.start();
  expect(offer()).toBeUndefined();
  expect(desktop.setMenus.mock.lastCall?.[1]).toBe(false);
  shell.updateReady(true);
  expect(offer()?.label).toBe('Restart to update');
  expect(desktop.setMenus.mock.lastCall?.[1]).toBe(true);
  speak('zh-CN');
  expect(offer()?.label).toBe('重启以更新');
  const [texts, ready] = desktop.setMenus.mock.lastCall ?? [];
  expect([texts?.fixed['app.update'], ready]).toEqual(['重启以更新', true]);
  const choice = offer()?.choice;
  if (choice) shell.choose(choice);
  expect(desktop.restartToUpdate).toHaveBeenCalledTimes(1);
  shell.leave();
});

it('draws nothing anew while the download goes on, and nothing before there is a window', () => {
  const { desktop, shell, offer } = world();
  shell.updateReady(true);
  expect(desktop.setMenus).not.toHaveBeenCalled();
  shell.start();
  expect(offer()).toBeDefined();
  for (let percent = 0; percent < 100; percent++) shell.updateReady(true);
  expect(desktop.setMenus).toHaveBeenCalledTimes(1);
  shell.updateReady(false);
  expect(offer()).toBeUndefined();
  shell.leave();
});
