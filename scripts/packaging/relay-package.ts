import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { inRoot, ROOT } from '../paths.ts';
import { installedFolders } from '../bundled-licences.ts';
import { filesOf, modulesOf, RELAY } from './built-files.ts';
import { buildDeb } from './deb-archive.ts';
import { licences } from './licences.ts';
import { gentleModes, stageIn } from './staging.ts';

/** Node 24 as the npm package `node` brings it; the same that runs the tests. */
const NODE = inRoot('node_modules/node/bin/node');
/** For who compiles native modules; they say that they depend on it. */
const HEADERS = 'node-addon-api';
/** Sources of native modules, types, tests and documents: nothing that runs. */
const IDLE =
  /\.(?:md|ts|mts|cts|map|gyp|gypi|html|sh)$|^(?:deps|docs?|tests?|bench\w*|examples?|fixtures|\..*)(?:\/|$)|^(?:test|bench|check|example|benchmark|eslint\.config)\.js$|^src\/.*\.(?:cpp|c|h|hpp|lzz)$/;

/**
 * The relay with all that it needs to run, in one folder: its built files, the packages they load, and Node. Debian's own Node is too
 * old in every release there is (24 is needed, 13 "trixie" has 20), so it is brought along rather than depended on.
 */
export async function stageRelay(folder: string): Promise<void> {
  const put = stageIn(folder);
  for (const file of filesOf(RELAY)) put(inRoot('out', file), `out/${file}`);
  for (const from of installedFolders(modulesOf(RELAY))) {
    if (basename(from) === HEADERS) continue;
    cpSync(from, join(folder, relative(ROOT, from)), {
      recursive: true,
      filter: (path) => isNeeded(relative(from, path)),
    });
  }
  put(NODE, 'node');
  put(inRoot('docs/administration.md'), 'administration.md');
  writeFileSync(join(folder, 'LICENSES.txt'), await licences());
  const nodeLicence = inRoot('node_modules/node/LICENSE');
  if (existsSync(nodeLicence)) put(nodeLicence, 'LICENSE.node.txt');
  put(inRoot('packaging/relay/run.sh'), 'yidu-relay');
  gentleModes(folder);
  chmodSync(join(folder, 'yidu-relay'), 0o755);
}

function isNeeded(path: string): boolean {
  // What a package depends on has its own turn.
  if (path === 'node_modules' || path.startsWith('node_modules/')) return false;
  const prebuilt = /^prebuilds\/(.+)\.node$/.exec(path)?.[1];
  if (prebuilt !== undefined) return prebuilt === `${process.platform}-${process.arch}`;
  return !IDLE.test(path);
}

/** `yidu-relay-<version>-linux-<arch>.tar.gz`: unpack it anywhere and run `./yidu-relay`. Gives its path. */
export function buildRelayArchive(staged: string, version: string, folder: string): string {
  const name = `yidu-relay-${version}-linux-${process.arch}`;
  const target = join(folder, `${name}.tar.gz`);
  const asRoot = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name'];
  execFileSync('tar', [...asRoot, `--transform=s,^\\.,${name},`, '-czf', target, '-C', staged, '.']);
  cpSync(inRoot('packaging/relay/Containerfile'), join(folder, 'Containerfile'));
  return target;
}

/** The Debian package with its unit and its user; gives its path. */
export function buildRelayDeb(staged: string, version: string, folder: string): string {
  const root = inRoot('dist/.relay-deb');
  const put = stageIn(root);
  const packaging = (name: string): string => inRoot('packaging/relay', name);
  put(staged, 'usr/lib/yidu-relay');
  put(join(staged, 'administration.md'), 'usr/share/doc/yidu-relay/administration.md');
  put(join(staged, 'LICENSES.txt'), 'usr/share/doc/yidu-relay/copyright');
  put(packaging('yidu-relay'), 'usr/bin/yidu-relay');
  put(packaging('relay.json'), 'etc/yidu-relay/relay.json');
  put(packaging('yidu-relay.service'), 'usr/lib/systemd/system/yidu-relay.service');
  gentleModes(root);
  chmodSync(join(root, 'usr/bin/yidu-relay'), 0o755);
  const script = (name: string): string => readFileSync(packaging(name), 'utf8');
  const deb = buildDeb(
    {
      name: 'yidu-relay',
      version,
      section: 'net',
      depends: ['adduser', 'init-system-helpers (>= 1.54)', 'libc6 (>= 2.28)', 'libstdc++6', 'util-linux'],
      synopsis: 'relay of the team messenger Yidu',
      description: [
        'Keeps the conversations of a team and tells senders who has read what.',
        'Clients connect over WebSocket; administrators have a console and the',
        'command line "yidu-relay admin". Brings its own Node.js.',
      ],
      scripts: { postinst: script('postinst'), prerm: script('prerm'), postrm: script('postrm') },
      conffiles: ['/etc/yidu-relay/relay.json'],
      root,
    },
    folder,
  );
  rmSync(root, { recursive: true, force: true });
  return deb;
}
