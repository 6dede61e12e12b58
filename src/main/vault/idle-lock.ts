import type { Clock } from '../../shared/clock.ts';
import type { Vault } from './vault.ts';

/** The system tells how long nobody was there, not when that becomes long: it is asked. */
const LOOK_MS = 10_000;

/** Locks after the minutes that the user has set without anybody at the computer, up to 10 s late. Returns what ends it. */
export function lockWhenIdle(
  vault: Pick<Vault, 'state' | 'lock'>,
  idleSeconds: () => number,
  clock: Pick<Clock, 'schedule'>,
): () => void {
  let cancel = clock.schedule(LOOK_MS, look);
  function look(): void {
    cancel = clock.schedule(LOOK_MS, look);
    const { locked, passcode, idleMinutes } = vault.state();
    if (locked || !passcode || idleMinutes === 0) return;
    if (idleSeconds() >= idleMinutes * 60) vault.lock();
  }
  return () => cancel();
}
