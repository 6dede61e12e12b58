import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import { inRoot } from '../../scripts/paths.ts';
import { freePort } from '../support/free-port.ts';
import { expectState, hostHere, newChat, register, send } from '../e2e/support/actions.ts';

// `npm run dist:try-client`: the packaged program as people get it. Its fuses keep Node's inspector shut, which `_electron.launch`
// needs, so the page is driven by Chromium's own protocol.

const PROGRAM = {
  linux: 'dist/linux-unpacked/yidu',
  win32: 'dist/win-unpacked/Yidu.exe',
  darwin: 'dist/mac-universal/Yidu.app/Contents/MacOS/Yidu',
} as const;

async function start(profile: string) {
  const program = Object.entries(PROGRAM).find(([platform]) => platform === process.platform)?.[1];
  if (program === undefined) throw new Error(`no package for ${process.platform}`);
  const port = await freePort();
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(inRoot(program), [...asRoot, `--remote-debugging-port=${port}`, '--profile', profile], {
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/json/version`).then(
          ({ ok }) => ok,
          () => false,
        ),
      {
        timeout: 30_000,
      },
    )
    .toBe(true);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const [context] = browser.contexts();
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (!page) throw new Error('the program has no page');
  return {
    page,
    async end() {
      await browser.close();
      child.kill();
      await ended;
    },
  };
}

test('the packaged program hosts a relay, joins it, stores, searches, and is as it was after a restart', async () => {
  test.setTimeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), 'yidu-packaged-'));
  const anna = await start(join(folder, 'anna'));
  expect(anna.page.url()).toBe('app://yidu/');
  // The relay and its storage, and the client's store, run in workers from inside the archive.
  const address = await hostHere(anna.page, 'anna', 'Anna');
  const ben = await start(join(folder, 'ben'));
  await register(ben.page, address, 'ben', 'Ben');
  await newChat(anna.page, ['Ben']);
  await send(anna.page, '打包之后也能找到');
  await expectState(anna.page, '打包之后也能找到', 'unread');
  await ben.end();
  await anna.end();
  const again = await start(join(folder, 'anna'));
  await expect(again.page.getByTestId('conversation-row').filter({ hasText: 'Ben' })).toBeVisible();
  await again.end();
  rmSync(folder, { recursive: true, force: true });
});
