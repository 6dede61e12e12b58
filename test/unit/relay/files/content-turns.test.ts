import { describe, expect, it } from 'vitest';
import { LeasedTurns } from '../../../../src/relay/files/content-turns.ts';
import { openMemoryNodeStorage } from '../../../../src/relay/storage/memory/memory-node-storage.ts';
import { MemoryTables } from '../../../../src/relay/storage/memory/memory-tables.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { turn } from '../../../support/relay-world.ts';
import { seededIds } from '../../../support/seeded-random.ts';

/** Two nodes on one storage. */
function nodes(clock: ManualClock): [LeasedTurns, LeasedTurns] {
  const storage = openMemoryNodeStorage(new MemoryTables('relay'));
  const lease: typeof storage.lease = (...args) => storage.lease(...args);
  const makeId = seededIds(5);
  return [new LeasedTurns({ lease, clock, makeId }), new LeasedTurns({ lease, clock, makeId })];
}

/** Until nothing moves any more without the clock. */
async function settle(): Promise<void> {
  for (let n = 0; n < 5; n++) await turn();
}

describe('turns of nodes that share contents', () => {
  it('have who brings a content wait until another node has removed what it had asked about', async () => {
    const clock = new ManualClock();
    const [one, two] = nodes(clock);
    const log: string[] = [];
    let end = (): void => undefined;
    const removal = one.remove(async () => {
      log.push('asked');
      await new Promise<void>((resolve) => (end = resolve));
      log.push('removed');
    });
    await settle();
    const passed = [one.pass(), two.pass()].map((pass) => pass.then(() => log.push('passed')));
    expect(await two.remove(() => Promise.reject(new Error('not both')))).toBe(false);
    clock.advance(1_000);
    await settle();
    expect(log).toEqual(['asked']);
    end();
    await removal;
    for (let n = 0; n < 4; n++) {
      clock.advance(100);
      await settle();
    }
    await Promise.all(passed);
    expect(log).toEqual(['asked', 'removed', 'passed', 'passed']);
  });

  it('go on without a node that died, and stop one that stood still', async () => {
    const clock = new ManualClock();
    const [one, two] = nodes(clock);
    let end = (): void => undefined;
    const removed: boolean[] = [];
    const removal = one.remove(async (inTime) => {
      removed.push(inTime());
      await new Promise<void>((resolve) => (end = resolve));
      removed.push(inTime());
    });
    await settle();
    const pass = two.pass();
    for (let n = 0; n < 13; n++) {
      clock.advance(5_000);
      await settle();
    }
    await pass;
    end();
    await removal;
    expect(removed).toEqual([true, false]);
  });
});
