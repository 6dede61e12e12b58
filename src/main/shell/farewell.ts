import type { Clock } from '../../shared/clock.ts';

/** So long the end of the program waits for pages: for a few writes to the disk, not for one that hangs. ms. */
export const FAREWELL_MS = 500;

/** Before the program ends: what pages have not handed over yet, such as the words of the last second. */
export interface Farewell {
  /** Tells the pages; resolves once each of these windows has answered or closed, after `FAREWELL_MS` at the latest. */
  ask(windows: readonly number[]): Promise<void>;
  /** This window's page has nothing left to hand over, or is gone. */
  left(window: number): void;
}

export function createFarewell(clock: Clock, tellPages: () => void): Farewell {
  const waiting = new Set<number>();
  let finish: () => void = () => undefined;
  return {
    ask(windows) {
      if (windows.length === 0) return Promise.resolve();
      for (const window of windows) waiting.add(window);
      return new Promise((resolve) => {
        const cancel = clock.schedule(FAREWELL_MS, resolve);
        finish = () => {
          cancel();
          resolve();
        };
        tellPages();
      });
    },
    left(window) {
      if (waiting.delete(window) && waiting.size === 0) finish();
    },
  };
}
