import type { Clock } from '../../shared/clock.ts';

/**
 * What the work comes to, if it is done within `ms`; `undefined` otherwise: it goes on, and what becomes of it then is nobody's.
 * Rejects as it does.
 */
export function patiently<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(ms, () => resolve(undefined));
    work.then(resolve, reject).finally(cancel);
  });
}
