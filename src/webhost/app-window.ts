import { spawn } from 'node:child_process';
import { browserEnvironment, findBrowser, hasDisplay } from './browser.ts';

/** A browser that ends sooner than this has not shown anything; ms. */
const FAILED_WITHIN_MS = 2_000;

/** A browser process with one window that has neither tabs nor an address bar. */
export interface AppWindow {
  close(): void;
}

/**
 * Shows `url` in an app window of an installed browser, with a browser profile of its own, so that the process ends with
 * the window. `undefined`: there is no browser or no display. One of the listeners is called when the process ends.
 */
export function openAppWindow(
  url: string,
  browserProfile: string,
  on: { readonly closed: () => void; readonly failed: () => void },
): AppWindow | undefined {
  const browser = hasDisplay() ? findBrowser() : undefined;
  if (browser === undefined) return undefined;
  const asRoot = process.getuid?.() === 0;
  const child = spawn(
    browser,
    [
      `--app=${url}`,
      `--user-data-dir=${browserProfile}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--window-size=1180,800',
      // Root cannot use Chromium's sandbox; the second switch takes away the bar that says so.
      ...(asRoot ? ['--no-sandbox', '--test-type'] : []),
    ],
    { stdio: 'ignore', env: browserEnvironment() },
  );
  const started = performance.now();
  let closing = false;
  const ended = (): void => {
    if (closing) return;
    closing = true;
    if (performance.now() - started < FAILED_WITHIN_MS) on.failed();
    else on.closed();
  };
  child.once('error', ended);
  child.once('exit', ended);
  return {
    close() {
      closing = true;
      child.kill();
    },
  };
}
