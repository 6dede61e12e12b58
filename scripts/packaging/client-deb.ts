import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../paths.ts';
import { buildDeb } from './deb-archive.ts';
import { gentleModes, stageIn } from './staging.ts';

const ICON_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];

/** The package of the client from electron-builder's unpacked folder; gives its path. */
export function buildClientDeb(unpacked: string, version: string, folder: string): string {
  const root = inRoot('dist/.client-deb');
  const put = stageIn(root);
  put(unpacked, 'usr/lib/yidu');
  writeFileSync(join(root, 'usr/lib/yidu/resources/package-type'), 'deb\n');
  put(inRoot('packaging/linux/yidu.desktop'), 'usr/share/applications/yidu.desktop');
  put(inRoot('packaging/linux/yidu-archive.xml'), 'usr/share/mime/packages/yidu.xml');
  for (const size of ICON_SIZES)
    put(
      inRoot(`packaging/icons/${size}x${size}.png`),
      `usr/share/icons/hicolor/${size}x${size}/apps/yidu.png`,
    );
  put(inRoot('LICENSE'), 'usr/share/doc/yidu/copyright');
  mkdirSync(join(root, 'usr/bin'));
  symlinkSync('../lib/yidu/yidu', join(root, 'usr/bin/yidu'));
  gentleModes(root);
  // Chromium's sandbox for kernels that keep ordinary users from making one.
  const sandbox = join(root, 'usr/lib/yidu/chrome-sandbox');
  if (existsSync(sandbox)) chmodSync(sandbox, 0o4755);
  const script = (name: string): string => readFileSync(inRoot('packaging/linux', name), 'utf8');
  const deb = buildDeb(
    {
      name: 'yidu',
      version,
      section: 'net',
      // What Electron's binary is linked with and opens by itself.
      depends: [
        'libasound2 | libasound2t64',
        'libatspi2.0-0 | libatspi2.0-0t64',
        'libgbm1',
        'libgtk-3-0 | libgtk-3-0t64',
        'libnotify4',
        'libnss3',
        'libsecret-1-0',
        'libuuid1',
        'libxtst6',
        'xdg-utils',
      ],
      recommends: ['fonts-noto-cjk', 'libayatana-appindicator3-1'],
      synopsis: 'team messenger that knows who has read what',
      description: [
        'Yidu shows under each message who has read it, keeps the whole history',
        'on your own disk and finds anything in it, in Chinese and English.',
        'It connects to a relay of your team, or is one.',
      ],
      scripts: { postinst: script('postinst'), postrm: script('postrm') },
      root,
    },
    folder,
  );
  rmSync(root, { recursive: true, force: true });
  return deb;
}
