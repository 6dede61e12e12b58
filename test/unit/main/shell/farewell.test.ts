import { expect, it, vi } from 'vitest';
import { createFarewell, FAREWELL_MS } from '../../../../src/main/shell/farewell.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

function ask(windows: readonly number[]) {
  const clock = new ManualClock();
  const told = vi.fn();
  const ended = vi.fn();
  const farewell = createFarewell(clock, told);
  const asked = farewell.ask(windows).then(ended);
  const settle = (): Promise<unknown> => Promise.race([asked, Promise.resolve()]).then(() => undefined);
  return { clock, told, ended, farewell, settle };
}

it('waits for every window, each once, and holds no timer afterwards', async () => {
  const { clock, told, ended, farewell, settle } = ask([1, 2]);
  expect(told).toHaveBeenCalledTimes(1);
  farewell.left(1);
  farewell.left(1);
  farewell.left(3);
  await settle();
  expect(ended).not.toHaveBeenCalled();
  farewell.left(2);
  await settle();
  expect(ended).toHaveBeenCalledTimes(1);
  expect(clock.waiting).toBe(0);
});

it('waits no longer than half a second for a page that hangs', async () => {
  const { clock, ended, farewell, settle } = ask([1, 2]);
  farewell.left(1);
  clock.advance(FAREWELL_MS - 1);
  await settle();
  expect(ended).not.toHaveBeenCalled();
  clock.advance(1);
  await settle();
  expect(ended).toHaveBeenCalledTimes(1);
});

it('ends at once where no window is open, and takes answers that nobody has asked for', async () => {
  const { told, ended, farewell, settle } = ask([]);
  await settle();
  expect(ended).toHaveBeenCalledTimes(1);
  expect(told).not.toHaveBeenCalled();
  farewell.left(1);
});
