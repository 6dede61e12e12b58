import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { extractAll, getRawHeader, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT, filesOf } from '../../scripts/packaging/built-files.ts';
import { archiveIn, packClient, weighClient } from '../../scripts/packaging/client-package.ts';
import { buildClientDeb } from '../../scripts/packaging/client-deb.ts';
import { electronDist } from '../../scripts/packaging/electron-dist.ts';
import { FUSES } from '../../scripts/packaging/fuses.ts';
import { inRoot } from '../../scripts/paths.ts';
import { ARCHIVE_FILE } from '../../src/shared/archive/format.ts';
import { openPage } from '../support/page-client.ts';
import { startProcess } from '../support/processes.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

// What people get, looked into. With Electron's binary where it is installed, otherwise with a stand-in that has its shape and its
// fuses' place: that proves what we put in and set, and not that Electron runs it (docs/electron-only.md).

const LIMIT_MS = 180_000;
let folder: string;
let unpacked: string;
let archive: string;
let entries: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-package-'));
  unpacked = await packClient(electronDist('it is not asked for here'), [], folder);
  archive = archiveIn(unpacked);
  entries = listPackage(archive, { isPack: false }).map((path) =>
    path.replaceAll('\\', '/').replace(/^\//, ''),
  );
}, LIMIT_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(): string {
  const name = { linux: 'yidu', win32: 'Yidu.exe', darwin: 'Yidu.app' }[process.platform as 'linux'];
  return join(unpacked, name);
}

describe('the client as it is packaged', () => {
  it('holds what the client loads, and no development dependency, source of a native module, test or map', () => {
    const files = entries.filter((path) => /^out\/.*\./.test(path) && !/^out\/\w+$/.test(path));
    expect(files.filter((path) => /\.\w+$/.test(path)).sort()).toEqual(
      filesOf(CLIENT)
        .map((file) => `out/${file}`)
        .sort(),
    );
    const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const packages = new Set(
      entries.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/@][^/]*)\//.exec(path)?.[1] ?? []),
    );
    expect([...packages].filter((name) => name in manifest.devDependencies)).toEqual([]);
    expect(packages).toContain('better-sqlite3');
    // The standalone relay's.
    expect(packages).not.toContain('pg');
    const idle = entries.filter((path) =>
      /\.(?:c|cc|cpp|h|hpp|gyp|gypi|ts|mts|map|md|sh)$|\/(?:test|tests|bench|docs)(?:\/|$)/.test(path),
    );
    expect(idle).toEqual([]);
  });

  it('has one prebuilt binary of each native module, beside the archive, and nothing else there', () => {
    const beside = readdirSync(`${archive}.unpacked`, { recursive: true, encoding: 'utf8' }).filter((path) =>
      statSync(join(`${archive}.unpacked`, path)).isFile(),
    );
    const native = ['better-sqlite3', 'better-sqlite3-multiple-ciphers'].map(
      (name) => `node_modules/${name}/prebuilds/${process.platform}-${process.arch}.node`,
    );
    if (process.platform !== 'darwin')
      expect(beside.map((path) => path.replaceAll('\\', '/')).sort()).toEqual(native.sort());
    const inside = entries.filter((path) => path.endsWith('.node'));
    expect(inside).toHaveLength(beside.length);
  });

  it('has each file of the archive under its hash', () => {
    const hashes: string[] = [];
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('integrity' in node) hashes.push(JSON.stringify(node.integrity));
      if ('files' in node && typeof node.files === 'object' && node.files)
        Object.values(node.files).forEach(walk);
    };
    walk(getRawHeader(archive).header);
    expect(hashes.length).toBeGreaterThan(filesOf(CLIENT).length);
    expect(hashes.every((hash) => /"algorithm":"SHA256","hash":"[0-9a-f]{64}"/.test(hash))).toBe(true);
  });

  it('has every fuse as it was decided, read back from the binary', async () => {
    const wire = await getCurrentFuseWire(program());
    expect(wire.version).toBe(FuseVersion.V1);
    const fuses = Object.values(FuseV1Options).filter(
      (fuse): fuse is FuseV1Options => typeof fuse === 'number',
    );
    for (const fuse of fuses) {
      const wanted = FUSES[fuse] === true ? FuseState.ENABLE : FuseState.DISABLE;
      expect(wire[fuse], FuseV1Options[fuse]).toBe(wanted);
    }
  });

  it('stays within its budgets', () => {
    for (const { part, bytes, budget = Infinity } of weighClient(unpacked))
      expect(bytes, part).toBeLessThanOrEqual(budget);
  });

  it('says whose work is in it', () => {
    const text = readFileSync(join(archive, '../LICENSES.txt'), 'utf8');
    for (const name of [
      'Yidu',
      '@vue/runtime-core ',
      'pinia ',
      'better-sqlite3 ',
      'zod ',
      'ws ',
      'electron-updater ',
    ])
      expect(text).toMatch(new RegExp(`^${name}`, 'm'));
  });

  it(
    'runs from what is in the archive and from nothing else: relay, store, search',
    async () => {
      const taken = join(folder, 'taken-apart');
      extractAll(archive, taken);
      cpSync(`${archive}.unpacked`, taken, { recursive: true });
      const main = join(taken, 'out/main/index.cjs');
      const host = startProcess([
        inRoot('test/package/run-extracted.ts'),
        main,
        ...['--profile', join(folder, 'profile'), '--no-window'],
      ]);
      try {
        const page = await openPage(await host.printed(/Yidu is at (\S+)/));
        await page.ask('account.host', {
          relayName: 'Office',
          name: 'anna',
          displayName: '安娜',
          password: 'correct horse',
        });
        await page.until('session.get', {}, ({ kind }) => kind === 'online');
        const account = await page.ask('account.get', {});
        if (account.kind !== 'ready') throw new Error('nobody is signed in');
        const ben = await ProtocolClient.connect(account.relayUrl);
        const { user } = await ben.register('ben');
        const { id: conversation } = await page.ask('conversation.createDirect', { peer: user.id });
        const content = { type: 'text', text: '从安装包里运行' } as const;
        await page.ask('message.send', { conversation, content });
        await ben.waitFor('timeline.appended', (body) => JSON.stringify(body).includes(content.text));
        const search = { query: '安装包', limit: 5 };
        await page.until('search.messages', search, ({ hits }) => hits.length === 1);
        ben.close();
      } finally {
        await host.end();
      }
    },
    LIMIT_MS,
  );
});

describe.skipIf(process.platform !== 'linux')('the client as .deb', () => {
  let root: string;
  let control: string;
  beforeAll(() => {
    const deb = buildClientDeb(unpacked, '1.2.3-beta.1', folder);
    root = join(folder, 'deb');
    execFileSync('dpkg-deb', ['-R', deb, root]);
    control = readFileSync(join(root, 'DEBIAN/control'), 'utf8');
  }, LIMIT_MS);

  it('says what it is and what it needs', () => {
    expect(control).toMatch(/^Package: yidu$/m);
    expect(control).toMatch(/^Version: 1\.2\.3~beta\.1$/m);
    expect(control).toMatch(/^Depends: .*libgtk-3-0.*libnss3/m);
    expect(control).toMatch(/^Installed-Size: \d+$/m);
  });

  it('has an entry for desktops: links, icons, words in both languages', () => {
    const entry = readFileSync(join(root, 'usr/share/applications/yidu.desktop'), 'utf8');
    expect(entry).toMatch(/^Exec=\/usr\/bin\/yidu -- %u$/m);
    expect(entry).toMatch(/^MimeType=x-scheme-handler\/yidu;application\/x-yidu-archive;$/m);
    const types = readFileSync(join(root, 'usr/share/mime/packages/yidu.xml'), 'utf8');
    expect(types).toContain('<mime-type type="application/x-yidu-archive">');
    expect(types).toContain(`<glob pattern="*${extname(ARCHIVE_FILE)}"/>`);
    expect(entry).toMatch(/^Name\[zh_CN\]=已读$/m);
    for (const size of [16, 48, 256]) {
      const png = readFileSync(join(root, `usr/share/icons/hicolor/${size}x${size}/apps/yidu.png`));
      expect(png.readUInt32BE(16)).toBe(size);
    }
    expect(existsSync(join(root, 'usr/bin/yidu'))).toBe(true);
  });

  it("has Chromium's sandbox with its right, maintainer scripts that parse, and no file that anybody may write", () => {
    expect(statSync(join(root, 'usr/lib/yidu/chrome-sandbox')).mode & 0o7777).toBe(0o4755);
    for (const script of ['postinst', 'postrm']) {
      const path = join(root, 'DEBIAN', script);
      execFileSync('sh', ['-n', path]);
      expect(statSync(path).mode & 0o777).toBe(0o755);
    }
    const loose = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => {
      const { mode } = statSync(join(root, path));
      return (mode & 0o022) !== 0;
    });
    expect(loose.map((path) => relative(root, path))).toEqual([]);
  });
});
