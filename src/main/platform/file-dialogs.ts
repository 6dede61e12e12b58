import { app, dialog, shell } from 'electron';
import { join } from 'node:path';
import { allWindows } from './main-window.ts';

/** Files chosen at once. */
const MAX_CHOSEN = 20;

/** The window that somebody works in. */
function askingWindow() {
  const windows = allWindows();
  return windows.find((window) => window.isFocused()) ?? windows[0];
}

/** Has the user choose files; the paths of those chosen, at most 20, none when the dialog was left. */
export async function chooseFiles(): Promise<string[]> {
  const window = askingWindow();
  if (!window) return [];
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile', 'multiSelections', 'dontAddToRecent'],
  });
  return canceled ? [] : filePaths.slice(0, MAX_CHOSEN);
}

/** Has the user choose where a file of this name goes; the name must be safe. `undefined`: nowhere. */
export async function chooseTarget(name: string): Promise<string | undefined> {
  const window = askingWindow();
  if (!window) return undefined;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('downloads'), name),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? undefined : filePath;
}

/** Has the user choose a folder that is there; `undefined`: none. */
export async function chooseFolder(): Promise<string | undefined> {
  const window = askingWindow();
  if (!window) return undefined;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openDirectory', 'dontAddToRecent'],
  });
  return canceled ? undefined : filePaths[0];
}

/** Hands a file, or a folder, to the program of the system that opens such; `false`: there is none, or it failed. */
export async function openFile(path: string): Promise<boolean> {
  return (await shell.openPath(path)) === '';
}
