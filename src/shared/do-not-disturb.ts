import { assertNever } from './assert-never.ts';
import type { Settings } from './ipc/views.ts';

/** Until when it is quiet: a time, `null` for until somebody turns it off, `undefined` when it is not. */
export function quietUntil({ on, until }: Settings['doNotDisturb'], now: number): number | null | undefined {
  return on && (until === null || until > now) ? until : undefined;
}

/** Eight in the morning after this moment, where the computer is: tomorrow's, or today's for who works at night. */
function nextMorning(now: number): number {
  const morning = new Date(now);
  morning.setHours(8, 0, 0, 0);
  if (morning.getTime() <= now) morning.setDate(morning.getDate() + 1);
  return morning.getTime();
}

const HOUR_MS = 3_600_000;

/** How long it is to be quiet; `on`: until somebody turns it off. */
export type Quiet = 'off' | 'hour' | 'morning' | 'on';

/** The setting of a choice made at `now`. */
export function chosenQuiet(quiet: Quiet, now: number): Settings['doNotDisturb'] {
  switch (quiet) {
    case 'off':
      return { on: false, until: null };
    case 'hour':
      return { on: true, until: now + HOUR_MS };
    case 'morning':
      return { on: true, until: nextMorning(now) };
    case 'on':
      return { on: true, until: null };
    default:
      return assertNever(quiet);
  }
}
