import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, ROOT } from './paths.ts';

const STAMP = inRoot('out', '.built');
const SOURCES = [
  'src',
  'package.json',
  'electron.vite.config.ts',
  'console.vite.config.ts',
  'scripts/bundled-licences.ts',
];

/** Builds `out/` unless it is newer than everything it is made of. Ends the process when the build fails. */
export function buildIfNeeded(): void {
  const built = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.every((source) => newest(inRoot(source)) < built)) return;
  console.log('Building Yidu …');
  const started = new Date();
  run('node_modules/electron-vite/bin/electron-vite.js', 'build');
  run('node_modules/vite/bin/vite.js', 'build', '--config', 'console.vite.config.ts');
  writeFileSync(STAMP, '');
  // What changed while the build ran is not in it.
  utimesSync(STAMP, started, started);
}

function run(cli: string, ...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [inRoot(cli), ...args, '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function newest(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  // The folder's own time tells of files that have gone.
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

if (import.meta.main) buildIfNeeded();
