import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { buildIfNeeded } from '../build.ts';
import { inRoot } from '../paths.ts';
import { buildClientDeb } from './client-deb.ts';
import { INSTALLERS, packagedPlatform, packClient, weighClient } from './client-package.ts';
import { electronDist, type ElectronDist } from './electron-dist.ts';
import { whyUnreachable } from './reach.ts';
import { buildRelayArchive, buildRelayDeb, stageRelay } from './relay-package.ts';
import { BUDGETS, bytesOf, megabytes, type Weight, weightTable } from './sizes.ts';

const HELP = `npm run dist -- [options]
  --client          only the client's packages
  --relay           only the relay's packages
  --package-version V  of the packages, instead of package.json's; for trying upgrades
Makes in dist/ what this machine allows, and says what it did not make and why.
YIDU_UPDATE_KEY (public Ed25519 key, SPKI, base64) and YIDU_UPDATE_URL go into the client: docs/updates.md.`;

/** Electron's binaries and electron-builder's tools; mirrors are set as those packages know them. */
const DOWNLOADS = process.env['ELECTRON_MIRROR'] ?? 'https://github.com/electron/electron/releases/';
const TOOLS =
  process.env['ELECTRON_BUILDER_BINARIES_MIRROR'] ??
  'https://github.com/electron-userland/electron-builder-binaries/releases/';

const made: string[] = [];
const notMade: string[] = [];
const weights: Weight[] = [];

/** Said at once, so that nobody waits for what will not come, and again at the end. */
function skip(what: string): void {
  console.log(`– ${what}`);
  notMade.push(what);
}

function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}

function note(path: string, remark = ''): void {
  made.push(`${path.slice(inRoot().length + 1)} (${megabytes(bytesOf(path))})${remark}`);
}

interface ClientPlan {
  readonly dist: ElectronDist;
  readonly installers: readonly string[];
}

/** What of the client can be made here, within 3 s; `undefined`: nothing. */
async function planClient(): Promise<ClientPlan | undefined> {
  const [noElectron, noTools] = await Promise.all([whyUnreachable(DOWNLOADS), whyUnreachable(TOOLS)]);
  const platform = packagedPlatform();
  const dist = electronDist(noElectron);
  if (dist.kind === 'stand-in' && platform !== 'linux') {
    skip(`the client: Electron is not here, and ${dist.why}`);
    return undefined;
  }
  for (const other of ['linux', 'win32', 'darwin'] as const)
    if (other !== platform)
      skip(`${INSTALLERS[other].join(', ')}: ${OTHER_PLATFORMS[other]} (.github/workflows/ci.yml)`);
  const wanted = INSTALLERS[platform];
  const why =
    dist.kind === 'stand-in'
      ? `it would be made of a stand-in for Electron, because ${dist.why}`
      : noTools === undefined
        ? undefined
        : `the tool that makes it comes from a download site, and ${noTools}`;
  if (why !== undefined) for (const name of wanted) skip(`${name}: ${why}`);
  return { dist, installers: why === undefined ? wanted : [] };
}

async function packageClient({ dist, installers }: ClientPlan, version: string): Promise<void> {
  const unpacked = await packClient(dist, installers);
  const remark =
    dist.kind === 'stand-in' ? `, with a stand-in for Electron: to be looked at and not to be run` : '';
  note(unpacked, remark);
  weights.push(...weighClient(unpacked));
  made.push(...installers.map((name) => `${name}: see dist/`));
  if (process.platform === 'linux') {
    if (hasProgram('dpkg-deb')) note(buildClientDeb(unpacked, version, inRoot('dist')), remark);
    else skip('the client as .deb: dpkg-deb is not installed');
  }
}

const OTHER_PLATFORMS = {
  linux: 'made on Linux',
  win32: "made on Windows, whose own tools sign it and write the archive's hash into the program",
  darwin: "made on macOS, because only Apple's tools sign it and make disk images",
} as const;

async function packageRelay(version: string): Promise<void> {
  if (process.platform !== 'linux') {
    skip('the relay as .deb and archive: made on Linux; elsewhere `npm run relay` runs it');
    return;
  }
  const staged = inRoot('dist/relay');
  await stageRelay(staged);
  const node = bytesOf(join(staged, 'node'));
  weights.push(
    { part: 'relay: Node', bytes: node },
    {
      part: 'relay: code and packages',
      bytes: bytesOf(staged) - node,
      budget: BUDGETS['relay: code and packages'],
    },
  );
  note(buildRelayArchive(staged, version, inRoot('dist')));
  if (hasProgram('dpkg-deb')) note(buildRelayDeb(staged, version, inRoot('dist')));
  else skip('the relay as .deb: dpkg-deb is not installed');
  skip('the container image: dist/Containerfile builds it with podman or docker');
}

async function dist(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const started = performance.now();
  const manifest: unknown = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const named = args.includes('--package-version') ? args[args.indexOf('--package-version') + 1] : undefined;
  const version = named ?? z.object({ version: z.string() }).parse(manifest).version;
  const plan = args.includes('--relay') ? undefined : await planClient();
  buildIfNeeded();
  mkdirSync(inRoot('dist'), { recursive: true });
  if (plan) await packageClient(plan, version);
  if (!args.includes('--client')) await packageRelay(version);
  const print = (title: string, lines: readonly string[]): void => {
    if (lines.length > 0) console.log(`\n${title}\n${lines.join('\n')}`);
  };
  print('Weights', weightTable(weights));
  print(
    'Made',
    made.map((line) => `  ✓ ${line}`),
  );
  print(
    'Not made',
    notMade.map((line) => `  – ${line}`),
  );
  console.log(`\n${Math.round((performance.now() - started) / 1_000)} s`);
  const tooHeavy = weights.filter(({ bytes, budget = Infinity }) => bytes > budget);
  for (const { part } of tooHeavy)
    console.error(`${part} is heavier than its budget (scripts/packaging/sizes.ts)`);
  return tooHeavy.length === 0 ? 0 : 1;
}

process.exitCode = await dist(process.argv.slice(2));
