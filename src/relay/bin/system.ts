import { randomInt } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { v7 } from 'uuid';
import type { Clock, MakeId, Random } from '../../shared/clock.ts';
import type { LookUp } from '../callbacks/http-callback-poster.ts';

/** The most that `randomInt` takes. */
const CHANCES = 2 ** 48 - 1;

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** Names as this machine resolves them, of its own file of names too. */
export const systemLookUp: LookUp = async (name) =>
  (await lookup(name, { all: true })).map(({ address }) => address);

/** Real ids. */
export const systemMakeId: MakeId = () => v7();

/** Chance that nobody can foresee. */
export const systemChance: Random = () => randomInt(CHANCES) / CHANCES;
