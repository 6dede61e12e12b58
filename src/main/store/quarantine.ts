import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The file and its journals. */
const PARTS = ['', '-wal', '-shm'] as const;
/** Files that were set aside before; of older ones the oldest goes. */
const MAX_KEPT = 3;

/**
 * How a file that cannot be used gives way to its successor, which is built beside it as `draft`. A kill at any point leaves
 * the old file in its place, or the successor complete: `finish` goes on where it was.
 */
export interface Succession {
  /** Where the successor is built; nothing is there. */
  readonly draft: string;
  /** Where the old file will lie. */
  readonly aside: string;
  /** The successor is complete and closed: it takes the place of the old file, which is moved aside. */
  finish(): void;
}

/** Plans to move a file aside under a name that tells when, never over an earlier one. Touches nothing but an abandoned draft. */
export function planSuccession(file: string, now: number): Succession {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  let suffix = stamp;
  for (let i = 2; existsSync(asideOf(file, suffix)); i++) suffix = `${stamp}-${i}`;
  const draft = `${file}.new`;
  for (const part of PARTS) rmSync(draft + part, { force: true });
  return {
    draft,
    aside: asideOf(file, suffix),
    finish() {
      // From here on the successor counts.
      renameSync(draft, `${file}${READY}${suffix}`);
      finishSuccession(file);
    },
  };
}

/** Completes a succession that a kill has interrupted; without effect if there is none. */
export function finishSuccession(file: string): void {
  const name = basename(file) + READY;
  const ready = namesBeside(file).find((entry) => entry.startsWith(name) && !entry.endsWith('-journal'));
  if (ready === undefined) return;
  const aside = asideOf(file, ready.slice(name.length));
  for (const part of PARTS) if (existsSync(file + part)) renameSync(file + part, aside + part);
  renameSync(join(dirname(file), ready), file);
  forgetOldest(file, aside);
}

const READY = '.ready-';

function asideOf(file: string, suffix: string): string {
  return `${file}.corrupt-${suffix}`;
}

/** By the times in their names, but never `newest`: what it has is still to be taken over, and clocks go wrong. */
function forgetOldest(file: string, newest: string): void {
  const prefix = basename(asideOf(file, ''));
  const kept = namesBeside(file)
    .filter((name) => name.startsWith(prefix) && !/-(wal|shm)$/.test(name) && name !== basename(newest))
    .sort();
  for (const name of kept.slice(0, 1 - MAX_KEPT))
    for (const part of PARTS) rmSync(join(dirname(file), name + part), { force: true });
}

function namesBeside(file: string): string[] {
  return existsSync(dirname(file)) ? readdirSync(dirname(file)) : [];
}
