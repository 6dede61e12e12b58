import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Empties a folder; what it gives copies a file or folder to a place below it. */
export function stageIn(folder: string): (from: string, to: string) => void {
  rmSync(folder, { recursive: true, force: true });
  return (from, to) => {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    cpSync(from, join(folder, to), { recursive: true });
  };
}

/** Gives folders 0755, programs 0755 and other files 0644: what the umask of who packages has made of them is nobody's business. */
export function gentleModes(root: string): void {
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const stats = lstatSync(join(root, path));
    if (stats.isSymbolicLink()) continue;
    const isProgram = stats.isDirectory() || (stats.mode & 0o100) !== 0;
    chmodSync(join(root, path), isProgram ? 0o755 : 0o644);
  }
}
