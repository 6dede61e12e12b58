import { expect, it } from 'vitest';
import { watchEventLoop } from '../../../../src/relay/metrics/event-loop-lag.ts';

it('notices a thread that was busy, once', async () => {
  const take = watchEventLoop();
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 120));
  await pause();
  take();
  // The tick after a look is the first that is measured again.
  await pause();
  const until = performance.now() + 300;
  while (performance.now() < until);
  await pause();
  const { p50, p99, max } = take();
  expect(max).toBeGreaterThan(0.15);
  expect(p50).toBeLessThanOrEqual(p99);
  expect(p99).toBeLessThanOrEqual(max);
  expect(take().max).toBe(0);
});
