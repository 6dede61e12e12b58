import { expect, it, vi } from 'vitest';
import { type AppHandlerDeps, appHandlers } from '../../../../src/main/ipc/app-handlers.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

it('[C1] passes on that there is a network, once for all the windows that tell of it', async () => {
  const clock = new ManualClock();
  const onNetwork = vi.fn();
  // The test calls what needs no more than these.
  const handlers = appHandlers({ clock, onNetwork } as unknown as AppHandlerDeps);
  const tell = (window: number) => handlers['network.online']({}, window);
  await Promise.all([tell(1), tell(2), tell(3)]);
  expect(onNetwork).toHaveBeenCalledTimes(1);
  clock.advance(1_999);
  await tell(1);
  expect(onNetwork).toHaveBeenCalledTimes(1);
  clock.advance(1);
  await tell(1);
  expect(onNetwork).toHaveBeenCalledTimes(2);
});
