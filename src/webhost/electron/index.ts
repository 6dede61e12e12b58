export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { globalShortcut, Menu, nativeImage, Tray } from './desktop.ts';
export { dialog } from './dialog.ts';
export { ipcMain } from './ipc-main.ts';
export { Notification } from './notification.ts';
export { powerMonitor, protocol, safeStorage, screen, session, shell } from './system.ts';
