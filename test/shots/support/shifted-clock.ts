/**
 * Loaded before all else in the processes whose pictures are taken (`--import`), worker threads included: their clock shows the
 * time of the pictures and goes on from there. `YIDU_SHOTS_SHIFT_MS` says how far it is from the real one.
 */
export function shiftClock(by: number): void {
  const real = Date.now.bind(Date);
  Date.now = () => real() + by;
}

if (typeof process !== 'undefined') shiftClock(Number(process.env['YIDU_SHOTS_SHIFT_MS'] ?? 0));
