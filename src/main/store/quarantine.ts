import { existsSync, renameSync } from 'node:fs';

/**
 * Moves a damaged database aside with its journals, under a name that tells when. Nothing is deleted.
 * Returns the new path of the main file.
 */
export function quarantine(file: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  let target = `${file}.corrupt-${stamp}`;
  for (let i = 2; existsSync(target); i++) target = `${file}.corrupt-${stamp}-${i}`;
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  return target;
}
