import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import { assertNever } from '../../shared/assert-never.ts';
import type { TrayChoice, TrayEntry } from '../shell/tray-menu.ts';
import { trayIcon } from './icon-drawing.ts';

/** Logical pixels of the icon in the tray. */
const SIZE = process.platform === 'darwin' ? 18 : 16;

let tray: Tray | undefined;

/** The web host has none: a browser's page does not outlive its window. */
export function hasTray(): boolean {
  return 'electron' in process.versions;
}

/** Draws the tray anew, and makes it first where there is none yet. */
export function setTray(
  { unread, tip, menu }: { unread: number; tip: string; menu: readonly TrayEntry[] },
  choose: (choice: TrayChoice) => void,
): void {
  if (!hasTray()) return;
  const icon = iconFor(unread > 0);
  if (tray) tray.setImage(icon);
  else {
    tray = new Tray(icon);
    // Elsewhere a click opens the menu, as it does for everybody's.
    if (process.platform === 'win32') tray.on('click', () => choose({ kind: 'open' }));
  }
  tray.setToolTip(tip);
  if (process.platform === 'darwin') tray.setTitle(unread > 0 ? String(unread) : '');
  tray.setContextMenu(Menu.buildFromTemplate(menu.map((entry) => toItem(entry, choose))));
}

function iconFor(hasUnread: boolean) {
  const isMac = process.platform === 'darwin';
  const image = nativeImage.createEmpty();
  for (const scaleFactor of [1, 2]) {
    const buffer = trayIcon(SIZE * scaleFactor, hasUnread, isMac);
    image.addRepresentation({ scaleFactor, buffer, width: SIZE * scaleFactor, height: SIZE * scaleFactor });
  }
  if (isMac) image.setTemplateImage(true);
  return image;
}

function toItem(entry: TrayEntry, choose: (choice: TrayChoice) => void): MenuItemConstructorOptions {
  switch (entry.kind) {
    case 'line':
      return { type: 'separator' };
    case 'word':
      return { label: plain(entry.label), enabled: false };
    case 'menu':
      return { label: plain(entry.label), submenu: entry.entries.map((inner) => toItem(inner, choose)) };
    case 'choice': {
      const item = { label: plain(entry.label), click: () => choose(entry.choice) };
      return entry.checked === undefined ? item : { ...item, type: 'radio', checked: entry.checked };
    }
    default:
      return assertNever(entry);
  }
}

/** In a menu `&` underlines the letter after it. */
function plain(label: string): string {
  return label.replaceAll('&', '&&');
}
