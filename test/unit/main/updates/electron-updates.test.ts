import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppImageUpdater } from 'electron-updater';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { createHttpClient } from '../../../../src/main/net/http-client.ts';
import { createElectronInstaller } from '../../../../src/main/updates/electron-updates.ts';
import { findUpdate } from '../../../../src/main/updates/find-update.ts';
import type { LinkOptions } from '../../../../src/main/net/relay-link.ts';
import type { StatedUpdate } from '../../../../src/main/updates/installer.ts';
import { Fingerprint } from '../../../../src/shared/model/fingerprint.ts';
import { TLS_FINGERPRINT } from '../../../support/tls-certificate.ts';
import { startUpdateFeed, type UpdateFeed } from '../../../support/update-feed.ts';

// electron-updater itself, as it runs on Linux, with everything but Electron around it.

let feed: UpdateFeed;
let folder: string;
const PROGRAM = Buffer.alloc(300_000, 'program ');

beforeEach(async () => {
  quit.mockReset();
  feed = await startUpdateFeed();
  folder = mkdtempSync(join(tmpdir(), 'yidu-updater-'));
  writeFileSync(join(folder, 'app-update.yml'), 'provider: generic\nurl: x\nupdaterCacheDirName: cache\n');
  writeFileSync(join(folder, 'Yidu.AppImage'), 'the old program');
  process.env['APPIMAGE'] = join(folder, 'Yidu.AppImage');
});
afterEach(async () => {
  delete process.env['APPIMAGE'];
  rmSync(folder, { recursive: true, force: true });
  await feed.close();
});

const quit = vi.fn();
let quitting: ((code: number) => void) | undefined;

function installer(version = '1.0.0', link: LinkOptions = {}) {
  const app = {
    version,
    name: 'Yidu',
    isPackaged: true,
    appUpdateConfigPath: join(folder, 'app-update.yml'),
    userDataPath: folder,
    baseCachePath: folder,
    whenReady: () => Promise.resolve(),
    relaunch: () => undefined,
    quit,
    onQuit: (installNow: (code: number) => void) => void (quitting = installNow),
  };
  return createElectronInstaller({
    updater: new AppImageUpdater(null, app),
    linkTo: () => link,
    logger: SILENT_LOGGER,
  });
}

async function stated(link: LinkOptions = {}): Promise<StatedUpdate> {
  const deps = { httpFor: () => createHttpClient(link), key: feed.publicKey, target: 'linux-x64' };
  const found = await findUpdate(deps, [{ url: feed.url }], AbortSignal.timeout(10_000));
  if (!found) throw new Error('nothing is stated');
  return found;
}

function downloaded(): string[] {
  const pending = join(folder, 'cache/pending');
  return existsSync(pending) ? readdirSync(pending).filter((name) => name.endsWith('.AppImage')) : [];
}

const never = new AbortController().signal;

it('downloads what was signed and keeps it for the restart [UPD-4]', async () => {
  feed.publish({ version: '1.0.1' }, PROGRAM);
  const one = installer();
  expect(await one.isWanted(await stated())).toBe(true);
  await one.download(() => undefined, never);
  expect(downloaded()).toHaveLength(1);
  expect(readFileSync(join(folder, 'cache/pending', downloaded()[0] ?? ''))).toEqual(PROGRAM);
});

it.each(['1.0.0', '0.9.9', '1.0.0-beta.1'])('takes no %s in the place of 1.0.0 [UPD-3]', async (version) => {
  feed.publish({ version }, PROGRAM);
  expect(await installer().isWanted(await stated())).toBe(false);
});

it('takes its share of a staged roll-out', async () => {
  feed.publish({ version: '1.0.1', rollout: 0 }, PROGRAM);
  const one = installer();
  expect(await one.isWanted(await stated())).toBe(false);
  feed.publish({ version: '1.0.1', rollout: 100 }, PROGRAM);
  expect(await one.isWanted(await stated())).toBe(true);
});

it('keeps nothing of a file that is not the signed one [UPD-4]', async () => {
  const file = feed.publish({ version: '1.0.1' }, PROGRAM);
  const update = await stated();
  const forged = Buffer.from(PROGRAM);
  forged[1_000] = 0;
  writeFileSync(file, forged);
  const one = installer();
  await one.isWanted(update);
  await expect(one.download(() => undefined, never)).rejects.toMatchObject({ code: 'file_damaged' });
  expect(downloaded()).toEqual([]);
});

it('cuts off a source that sends more than was signed [UPD-4]', async () => {
  feed.publish({ version: '1.0.1' }, PROGRAM);
  const update = await stated();
  let sent = 0;
  feed.answerWith((_request, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write(PROGRAM)) sent += PROGRAM.length;
    };
    response.on('drain', more);
    more();
  });
  const one = installer();
  await one.isWanted(update);
  await expect(one.download(() => undefined, never)).rejects.toMatchObject({ code: 'unreachable' });
  expect(sent).toBeLessThan(100 * PROGRAM.length);
  expect(downloaded()).toEqual([]);
});

it('tells of a cut download, and takes the whole file the next time', async () => {
  feed.publish({ version: '1.0.1' }, PROGRAM);
  const update = await stated();
  feed.answerWith((_request, response) => {
    response.writeHead(200, { 'content-length': PROGRAM.length });
    response.write(PROGRAM.subarray(0, 100_000), () => response.destroy());
  });
  const one = installer();
  await one.isWanted(update);
  await expect(one.download(() => undefined, never)).rejects.toMatchObject({ code: 'unreachable' });
  expect(downloaded()).toEqual([]);
  feed.answerWith((_request, response) => response.end(PROGRAM));
  await one.isWanted(update);
  await one.download(() => undefined, never);
  expect(downloaded()).toHaveLength(1);
});

it('stops at once when it is cancelled', async () => {
  feed.publish({ version: '1.0.1' }, PROGRAM);
  const update = await stated();
  const begun = Promise.withResolvers<undefined>();
  feed.answerWith((_request, response) => {
    response.writeHead(200, { 'content-length': PROGRAM.length });
    response.write(PROGRAM.subarray(0, 10), () => begun.resolve(undefined));
  });
  const one = installer();
  await one.isWanted(update);
  const abort = new AbortController();
  const ended = one.download(() => undefined, abort.signal);
  await begun.promise;
  abort.abort();
  await expect(ended).rejects.toMatchObject({ code: 'cancelled' });
});

it.skipIf(process.platform === 'win32')(
  'puts what was downloaded in the place of the program, starts it, and quits',
  async () => {
    // It asks Electron itself for one thing, the event that macOS' own updater would send.
    const require = createRequire(createRequire(import.meta.url).resolve('electron-updater'));
    const electron = require.resolve('electron');
    const standIn = Object.assign(new Module(electron), {
      exports: { autoUpdater: { emit: () => true } },
      loaded: true,
    });
    require.cache[electron] = standIn;
    const started = join(folder, 'started');
    feed.publish({ version: '1.0.1' }, Buffer.from(`#!/bin/sh\nprintf new > '${started}'\n`));
    const one = installer();
    await one.isWanted(await stated());
    await one.download(() => undefined, never);
    expect(existsSync(started)).toBe(false);
    expect(one.restart()).toBe(true);
    await expect.poll(() => quit.mock.calls.length).toBe(1);
    await expect.poll(() => existsSync(started) && readFileSync(started, 'utf8')).toBe('new');
    expect(readFileSync(join(folder, 'Yidu.AppImage'), 'utf8')).toContain('printf new');
    Reflect.deleteProperty(require.cache, electron);
  },
);

it.skipIf(process.platform === 'win32')(
  'installs what is ready when the user quits, and starts nothing',
  async () => {
    const ran = join(folder, 'ran');
    // An AppImage that is told so installs itself and does not begin.
    feed.publish(
      { version: '1.0.1' },
      Buffer.from(`#!/bin/sh\nprintf "$APPIMAGE_EXIT_AFTER_INSTALL" > '${ran}'\n`),
    );
    const one = installer();
    await one.isWanted(await stated());
    await one.download(() => undefined, never);
    // A crash is no moment to replace anything.
    quitting?.(1);
    expect(readFileSync(join(folder, 'Yidu.AppImage'), 'utf8')).toBe('the old program');
    quitting?.(0);
    expect(readFileSync(ran, 'utf8')).toBe('true');
    expect(readFileSync(join(folder, 'Yidu.AppImage'), 'utf8')).toContain('printf');
  },
);

it('downloads from a relay with a certificate of its own, and from nobody else [UPD-4]', async () => {
  await feed.close();
  feed = await startUpdateFeed(true);
  feed.publish({ version: '1.0.1' }, PROGRAM);
  const update = await stated({ pinned: TLS_FINGERPRINT });
  const pinned = installer('1.0.0', { pinned: Fingerprint.parse('0'.repeat(64)) });
  await pinned.isWanted(update);
  await expect(pinned.download(() => undefined, never)).rejects.toMatchObject({ code: 'wrong_certificate' });
  expect(feed.asked).toEqual(['/updates/linux-x64.json']);
  const one = installer('1.0.0', { pinned: TLS_FINGERPRINT });
  await one.isWanted(update);
  await one.download(() => undefined, never);
  expect(downloaded()).toHaveLength(1);
  // Whole, and nothing beside it.
  expect(feed.asked).toHaveLength(2);
});

it('says that it cannot install, and goes on: its place may not be written to', async () => {
  feed.publish({ version: '1.0.1' }, PROGRAM);
  const one = installer();
  await one.isWanted(await stated());
  await one.download(() => undefined, never);
  process.env['APPIMAGE'] = join(folder, 'nowhere/Yidu.AppImage');
  expect(one.restart()).toBe(false);
  expect(quit).not.toHaveBeenCalled();
});
