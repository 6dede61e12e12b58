import type { MenuItemConstructorOptions } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setAppMenu } from '../../../../src/main/platform/menus.ts';
import { shellTexts } from '../../../../src/main/shell/shell-texts.ts';

const shown = vi.hoisted(() => ({ menu: new Array<MenuItemConstructorOptions>() }));
vi.mock('electron', () => ({
  Menu: {
    buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
    setApplicationMenu: (menu: MenuItemConstructorOptions[]) => void (shown.menu = menu),
  },
}));

beforeEach(() => {
  shown.menu = [];
});

/** The entries of a menu, whose label is `menu`. */
function entriesOf(menu: string): MenuItemConstructorOptions[] {
  const { submenu } = shown.menu.find(({ label }) => label === menu) ?? {};
  return Array.isArray(submenu) ? submenu : [];
}

function labelsOf(menu: string): string[] {
  return entriesOf(menu).flatMap(({ label }) => label ?? []);
}

describe.each(['linux', 'darwin'] as const)('the menu on %s', (platform) => {
  beforeEach(() => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue(platform);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(['en', 'zh-CN'] as const)(
    'offers in %s to restart when an update waits, and only then',
    (language) => {
      const texts = shellTexts(language, 'en');
      const { fixed } = texts;
      const place = platform === 'darwin' ? 'Yidu' : fixed['menu.file'];
      const settings = vi.fn();
      const update = vi.fn();
      setAppMenu(texts, { settings, update: undefined });
      expect(labelsOf(place)).not.toContain(fixed['app.update']);
      expect(labelsOf(place).at(-1)).toBe(fixed['app.quit']);

      setAppMenu(texts, { settings, update });
      const offers = shown.menu.flatMap(({ label = '' }) => entriesOf(label));
      const [offer, ...more] = offers.filter(({ label }) => label === fixed['app.update']);
      expect(labelsOf(place)).toContain(fixed['app.update']);
      expect(more).toEqual([]);
      // What Electron gives to a click is not our business here.
      expect(offer?.click).toBe(update);
      expect(labelsOf(place).at(-1)).toBe(fixed['app.quit']);
    },
  );
});
