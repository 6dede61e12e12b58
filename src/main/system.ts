import { networkInterfaces } from 'node:os';
import { v7 } from 'uuid';
import type { Clock, MakeId, Random } from '../shared/clock.ts';

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** The real randomness; for jitter, not for secrets. */
export const systemRandom: Random = () => Math.random();

/** Real ids. */
export const systemMakeId: MakeId = () => v7();

/** This computer's addresses in its networks, IPv4, as they are now. */
export function networkAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((found) =>
    (found ?? []).flatMap(({ family, internal, address }) =>
      family === 'IPv4' && !internal ? [address] : [],
    ),
  );
}
