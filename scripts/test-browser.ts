import { spawnSync } from 'node:child_process';
import { type Browser, chromium } from '@playwright/test';
import { browserEnvironment, findBrowser } from '../src/webhost/browser.ts';

/** A browser for the end-to-end tests, and where it comes from. */
export interface TestBrowser {
  readonly path: string;
  readonly args: readonly string[];
  readonly source: string;
}

/** Starts it without a window, as the web host starts one with. */
export function launchTestBrowser({ path, args }: TestBrowser): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: [...args], env: browserEnvironment() });
}

const APT_LIMIT_MS = 5 * 60_000;

/** An installed browser; else Debian's, if this user may install it; else the one inside an npm package. */
export async function provideTestBrowser(): Promise<TestBrowser> {
  const asRoot = process.getuid?.() === 0;
  const args = asRoot ? ['--no-sandbox'] : [];
  const installed = findBrowser();
  if (installed !== undefined) return { path: installed, args, source: 'installed' };
  if (asRoot && installWithApt()) {
    const path = findBrowser();
    if (path !== undefined) return { path, args, source: 'installed just now with apt' };
  }
  const { default: packaged } = await import('@sparticuz/chromium');
  return { path: await packaged.executablePath(), args: packaged.args, source: 'from @sparticuz/chromium' };
}

function installWithApt(): boolean {
  const apt = (...args: readonly string[]): boolean =>
    spawnSync('apt-get', ['-q', '-y', ...args], {
      stdio: 'ignore',
      timeout: APT_LIMIT_MS,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const packages = ['chromium', 'fonts-noto-cjk'];
  const install = (): boolean => apt('install', '--no-install-recommends', ...packages);
  return install() || (apt('update') && install());
}
