import type { StoredGuesses } from '../profile/stored-vault.ts';

/** Slips of the finger cost nothing. */
const FREE = 3;
const FIRST_MS = 5_000;
const LONGEST_MS = 15 * 60_000;

/** How long after the last of so many wrong passcodes in a row the next may be tried: 0, then 5 s doubling up to 15 min. */
export function guessDelayMs(wrong: number): number {
  return wrong < FREE ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(wrong - FREE, 20));
}

/**
 * What is left of it. A clock that was set back makes it no longer than the delay itself. One that was set forward ends it: who
 * may set the clock may copy the disk as well, and there the cost of the derivation is what holds.
 */
export function guessWaitMs({ wrong, at }: StoredGuesses, now: number): number {
  const delay = guessDelayMs(wrong);
  return Math.max(0, Math.min(delay, at + delay - now));
}
