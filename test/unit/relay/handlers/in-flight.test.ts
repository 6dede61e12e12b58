import { describe, expect, it } from 'vitest';
import { InFlight } from '../../../../src/relay/handlers/in-flight.ts';
import { turn } from '../../../support/relay-world.ts';

function gate(): { wait: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const wait = new Promise<void>((resolve) => (open = resolve));
  return { wait, open };
}

describe('in flight', () => {
  it('waits for what had begun, not for what begins later', async () => {
    const work = new InFlight();
    const [early, late] = [gate(), gate()];
    const first = work.track(() => early.wait);
    let settled = 0;
    const waiting = work.settled().then(() => settled++);
    const second = work.track(() => late.wait);
    await turn();
    expect([settled, work.open]).toEqual([0, 2]);
    early.open();
    await Promise.all([first, waiting]);
    expect([settled, work.open]).toEqual([1, 1]);
    late.open();
    await second;
    await work.settled();
  });

  it('does not let a younger wait overtake an older one', async () => {
    const work = new InFlight();
    const old = gate();
    const first = work.track(() => old.wait);
    const order: string[] = [];
    const one = work.settled().then(() => order.push('one'));
    const two = work.settled().then(() => order.push('two'));
    await turn();
    expect(order).toEqual([]);
    old.open();
    await Promise.all([first, one, two]);
    expect(order).toEqual(['one', 'two']);
  });

  it('counts failures as settled', async () => {
    const work = new InFlight();
    await expect(work.track(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await work.settled();
    expect(work.open).toBe(0);
  });
});
