import { app } from 'electron';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { autostartEntry } from './autostart-entry.ts';

/** Whether the program starts with the user's session; `null`: it is no installed one, or the system has no such thing. */
export function launchesAtLogin(): boolean | null {
  if (!app.isPackaged) return null;
  if (process.platform === 'linux') return existsSync(autostartFile());
  return app.getLoginItemSettings().openAtLogin;
}

/** Only the installed program; a checkout's does nothing. */
export async function setLaunchAtLogin(on: boolean): Promise<void> {
  if (!app.isPackaged) return;
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: on });
    return;
  }
  // Electron has nothing for Linux; desktops agree on this folder (freedesktop.org, Desktop Application Autostart).
  const file = autostartFile();
  if (!on) {
    await rm(file, { force: true });
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  // An AppImage runs from a folder that is gone after it; its own path lies in the environment.
  await writeFile(file, autostartEntry(process.env['APPIMAGE'] ?? process.execPath));
}

function autostartFile(): string {
  return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'autostart', 'yidu.desktop');
}
