/**
 * Loaded before all else in the processes whose pictures are taken (`--import`), worker threads included, and in their pages: their
 * clock shows the time of the pictures and goes on from there, however it is asked. `YIDU_SHOTS_SHIFT_MS` says how far it is from
 * the real one.
 */
export function shiftClock(by: number): void {
  const real = Date.now.bind(Date);
  Date.now = () => real() + by;
  // With two clocks in one process whatever compares them finds an upload that has just begun two months old.
  globalThis.Date = new Proxy(Date, {
    construct: (target, args: unknown[], made) =>
      Reflect.construct(target, args.length === 0 ? [Date.now()] : args, made) as Date,
  });
}

if (typeof process !== 'undefined') shiftClock(Number(process.env['YIDU_SHOTS_SHIFT_MS'] ?? 0));
