import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const LINUX = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
  'vivaldi-stable',
];

const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser', 'Vivaldi'];

const WINDOWS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
  'Chromium\\Application\\chrome.exe',
];

/** An installed browser of the Chromium family, which can show a page as a window of its own; `undefined`: none found. */
export function findBrowser(): string | undefined {
  return candidates().find(isExecutable);
}

/** Whether windows can be shown at all. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
}

function candidates(): string[] {
  const env = process.env;
  if (process.platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']];
    return roots.flatMap((root) => (root === undefined ? [] : WINDOWS.map((path) => join(root, path))));
  }
  if (process.platform === 'darwin') {
    return MAC.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  const folders = (env['PATH'] ?? '').split(delimiter);
  return LINUX.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The environment to start such a browser with. Chromium on Linux reads file names in the locale's encoding and drops, without
 * a word, a chosen file whose name is not of it: outside a desktop (ssh, a service) the locale is often `C`, and every
 * Chinese name would be lost.
 */
export function browserEnvironment(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const { LC_ALL, ...others } = env;
  const encoding = LC_ALL || others['LC_CTYPE'] || others['LANG'] || 'C';
  const fits = platform !== 'linux' || /utf-?8/i.test(encoding);
  const chosen = fits ? env : { ...others, LC_CTYPE: 'C.UTF-8' };
  return Object.fromEntries(
    Object.entries(chosen).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
