import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Gives folders 0755, programs 0755 and other files 0644: what the umask of who packages has made of them is nobody's business. */
export function gentleModes(root: string): void {
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const stats = lstatSync(join(root, path));
    if (stats.isSymbolicLink()) continue;
    const isProgram = stats.isDirectory() || (stats.mode & 0o100) !== 0;
    chmodSync(join(root, path), isProgram ? 0o755 : 0o644);
  }
}
