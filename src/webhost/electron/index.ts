export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { dialog } from './dialog.ts';
export { ipcMain } from './ipc-main.ts';
export { powerMonitor, protocol, safeStorage, screen, session, shell } from './system.ts';
