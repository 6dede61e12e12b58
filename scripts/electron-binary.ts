import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from './paths.ts';

const PACKAGE = inRoot('node_modules/electron');

/** A download that brings no byte for so long is given up; ms. */
const STALL_MS = 6_000;
const LOOK_EVERY_MS = 500;

/** The installed Electron binary; `undefined`: it has not been downloaded. */
export function electronBinary(): string | undefined {
  try {
    const name = readFileSync(join(PACKAGE, 'path.txt'), 'utf8');
    const path = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(PACKAGE, 'dist'), name);
    return statSync(path, { throwIfNoEntry: false }) ? path : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Downloads the binary with Electron's own installer, however long that takes, as long as bytes keep coming. Resolves with
 * its path or with why there is none.
 */
export async function downloadElectron(): Promise<{ readonly path: string } | { readonly reason: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'yidu-electron-'));
  try {
    const installer = spawn(process.execPath, [join(PACKAGE, 'install.js')], {
      stdio: 'ignore',
      // The installer's temporary files are where its progress can be seen.
      env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder },
    });
    const outcome = await watch(installer, () => sizeOf(folder) + sizeOf(join(PACKAGE, 'dist')));
    const path = electronBinary();
    if (path !== undefined && outcome === 'ended') return { path };
    return { reason: outcome === 'stalled' ? 'its download hangs' : 'it cannot be downloaded here' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kills a process that makes no progress. */
function watch(child: ChildProcess, progress: () => number): Promise<'ended' | 'stalled'> {
  return new Promise((resolve) => {
    let last = progress();
    let since = performance.now();
    const timer = setInterval(() => {
      const now = progress();
      if (now !== last) {
        last = now;
        since = performance.now();
      } else if (performance.now() - since > STALL_MS) {
        child.kill('SIGKILL');
        settle('stalled');
      }
    }, LOOK_EVERY_MS);
    const settle = (outcome: 'ended' | 'stalled'): void => {
      clearInterval(timer);
      resolve(outcome);
    };
    child.once('error', () => settle('ended'));
    child.once('exit', () => settle('ended'));
  });
}

/** Bytes of all files below a folder; files that vanish meanwhile count nothing. */
function sizeOf(path: string): number {
  try {
    const stats = statSync(path);
    if (!stats.isDirectory()) return stats.size;
    return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
  } catch {
    return 0;
  }
}
