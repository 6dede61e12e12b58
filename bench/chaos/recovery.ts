import { setTimeout as sleep } from 'node:timers/promises';
import { badgesAlike, timelinesAlike, unequal } from './alike.ts';
import type { Row } from '../report.ts';
import type { Mishap } from './mishaps.ts';
import type { Stage } from './stage.ts';

const LOOK_MS = 50;
/** Whoever is not well by then does not become so. */
const PATIENCE_MS = 90_000;
/** Of what is not equal then, so many lines are shown. */
const SHOWN = 20;

/** How a mishap went; all in seconds, `undefined`: not within a minute and a half after its end. */
export interface Recovery {
  readonly lasted: number;
  /** The most clients that were without a node at a time. */
  readonly offline: number;
  /** From its beginning until everybody was at a node again for good. */
  readonly online: number | undefined;
  /** From its end until everybody had the same timelines … */
  readonly timelines: number | undefined;
  /** … and until badges were equal, too, and everything was sent, reported and confirmed. */
  readonly everything: number | undefined;
}

const LATE = 'never';

export function recoveryRow(table: string, subject: string, recovery: Recovery): Row {
  const { lasted, offline, online, timelines, everything } = recovery;
  return {
    table,
    subject,
    values: {
      'lasted s': lasted,
      'most clients offline': offline,
      'all online, s from its begin': online ?? LATE,
      'timelines equal, s from its end': timelines ?? LATE,
      'badges and reports too': everything ?? LATE,
    },
  };
}

/** Has it happen while people act, has them pause when it is over, and watches how all becomes equal. */
export async function suffer(
  stage: Stage,
  mishap: Mishap,
  life: { start(): void; stop(): void },
  say: (text: string) => void,
): Promise<Recovery> {
  const { devices, groups, journal } = stage;
  const began = performance.now();
  let lastOffline = began;
  let mostOffline = 0;
  const watch = setInterval(() => {
    const offline = devices.filter(({ online }) => !online).length;
    mostOffline = Math.max(mostOffline, offline);
    if (offline > 0) lastOffline = performance.now();
  }, LOOK_MS);
  try {
    await mishap.happen(stage);
    const healed = performance.now();
    life.stop();
    const until = async (done: () => boolean): Promise<number | undefined> => {
      while (!done()) {
        if (performance.now() - healed > PATIENCE_MS) return undefined;
        await sleep(LOOK_MS);
      }
      return (performance.now() - healed) / 1_000;
    };
    const isUnsent = (): boolean => devices.some((device) => device.unsent > 0);
    const areOnline = (): boolean => devices.every(({ online }) => online);
    const timelines = await until(() => areOnline() && !isUnsent() && timelinesAlike(groups, journal));
    const everything = await until(
      () => devices.every(({ settled }) => settled) && timelinesAlike(groups, journal) && badgesAlike(groups),
    );
    if (everything === undefined) for (const one of unequal(stage).slice(0, SHOWN)) say(`not equal: ${one}`);
    return {
      lasted: (healed - began) / 1_000,
      offline: mostOffline,
      online: areOnline() ? (lastOffline - began) / 1_000 : undefined,
      timelines,
      everything,
    };
  } finally {
    clearInterval(watch);
    life.start();
  }
}
