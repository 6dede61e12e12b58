import type { MenuItemConstructorOptions } from 'electron';
import type { MenuEntry, ShownDesktop } from './desktop-wire.ts';
import type { DesktopWindow } from './desktop-window.ts';

/** What is set in this process, for the one who watches it. */
export const shown = {
  badge: 0,
  tray: undefined as
    { tip: string; picture: string; menu: readonly MenuItemConstructorOptions[] } | undefined,
  appMenu: [] as readonly MenuItemConstructorOptions[],
  textMenu: [] as readonly MenuItemConstructorOptions[],
  shortcuts: new Map<string, () => void>(),
  spelling: [] as readonly string[],
  spelled: [] as string[],
  learned: [] as string[],
  openAtLogin: false,
  schemes: [] as string[],
  openedPaths: [] as string[],
  windows: [] as DesktopWindow[],
};

export function look(): ShownDesktop {
  const { tray, appMenu, textMenu, shortcuts, windows, spelling, ...rest } = shown;
  const window = windows.find((one) => !one.isDestroyed());
  return {
    ...rest,
    spelling: [...spelling],
    tray: tray ? { ...tray, menu: tray.menu.map(seen) } : null,
    appMenu: appMenu.map(seen),
    textMenu: textMenu.map(seen),
    shortcuts: [...shortcuts.keys()],
    window: window ? { visible: window.isVisible(), bounds: window.getNormalBounds() } : null,
  };
}

/** The entries of a menu, one below another. */
export function entriesOf({ submenu }: MenuItemConstructorOptions): readonly MenuItemConstructorOptions[] {
  return Array.isArray(submenu) ? submenu : [];
}

function seen(item: MenuItemConstructorOptions): MenuEntry {
  const { label = '', enabled = true, checked = false } = item;
  return { label: label.replaceAll('&&', '&'), enabled, checked, entries: entriesOf(item).map(seen) };
}
