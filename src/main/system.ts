import { statfs } from 'node:fs/promises';
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

/** Bytes that this user may still write on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** This computer's addresses in its networks, IPv4, as they are now. */
export function networkAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((found) =>
    (found ?? []).flatMap(({ family, internal, address }) =>
      family === 'IPv4' && !internal ? [address] : [],
    ),
  );
}
