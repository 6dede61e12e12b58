import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a file, or of all files below a folder; links count nothing. */
export function bytesOf(path: string): number {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) return stats.isFile() ? stats.size : 0;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

const MB = 1_000_000;

/**
 * What a part may weigh at most; bytes. A part that outgrows its budget stops the packaging: somebody has to say that it is worth it.
 * Electron's own files (some 250 MB) are not ours to budget.
 */
export const BUDGETS = {
  'our code': 8 * MB,
  'packages in the archive': 3 * MB,
  'native modules': 6 * MB,
  licences: 1 * MB,
  'relay: code and packages': 8 * MB,
} as const;

/** A part, what it weighs and what it may weigh; bytes. */
export interface Weight {
  readonly part: string;
  readonly bytes: number;
  readonly budget?: number;
}

/** Lines of a table, heaviest first. */
export function weightTable(weights: readonly Weight[]): readonly string[] {
  return [...weights]
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ part, bytes, budget }) => {
      const of = budget === undefined ? '' : ` of ${megabytes(budget)}${bytes > budget ? '  TOO HEAVY' : ''}`;
      return `  ${megabytes(bytes).padStart(9)}${of.padEnd(14)}  ${part}`;
    });
}

export function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}
