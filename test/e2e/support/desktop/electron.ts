import { join } from 'node:path';
import { app } from '../../../../src/webhost/electron/app.ts';
import { shown } from './shown.ts';

// The module `electron` of a program that is installed on a desktop.

Object.assign(app, {
  isPackaged: true,
  // Where package.json says that nothing newer is looked for.
  getAppPath: () => join(import.meta.dirname, 'installed'),
  setBadgeCount(count: number): boolean {
    shown.badge = count;
    return true;
  },
  setAsDefaultProtocolClient: (scheme: string) => shown.schemes.push(scheme) > 0,
  getLoginItemSettings: () => ({ openAtLogin: shown.openAtLogin }),
  setLoginItemSettings({ openAtLogin }: { readonly openAtLogin: boolean }): void {
    shown.openAtLogin = openAtLogin;
  },
});

export { app };
export { DesktopWindow as BrowserWindow } from './desktop-window.ts';
export { globalShortcut, Menu, nativeImage, session, shell, Tray } from './native-parts.ts';
export { dialog } from '../../../../src/webhost/electron/dialog.ts';
export { ipcMain } from '../../../../src/webhost/electron/ipc-main.ts';
export { Notification } from '../../../../src/webhost/electron/notification.ts';
export { powerMonitor, protocol, safeStorage, screen } from '../../../../src/webhost/electron/system.ts';
