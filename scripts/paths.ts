import { join } from 'node:path';

/** The folder of package.json. */
export const ROOT = join(import.meta.dirname, '..');

/** A path below ROOT. */
export function inRoot(...parts: readonly string[]): string {
  return join(ROOT, ...parts);
}
