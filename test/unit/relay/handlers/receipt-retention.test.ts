import { describe, expect, it } from 'vitest';
import { openMemoryRelayStorage } from '../../../../src/relay/storage/memory/memory-relay-storage.ts';
import type { RelayStorage } from '../../../../src/relay/storage/port.ts';
import { RelayWorld, turn } from '../../../support/relay-world.ts';

const MACHINE = { origin: 'command-line', user: null, operator: 'root', address: null } as const;
const DAY_MS = 86_400_000;

/** A relay whose storage takes each step when the test lets it, and what was asked of it. */
function slowWorld() {
  const memory = openMemoryRelayStorage();
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const storage: RelayStorage = {
    ...memory,
    async closeReceipts(before, after) {
      asked.push(before);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return memory.closeReceipts(before, after);
    },
  };
  const world = new RelayWorld({
    storage,
    receiptSettings: { retentionDays: 30 },
    administration: { fixed: {}, stored: {} },
  });
  return {
    world,
    asked,
    keep: (days: number) => world.relay.desk.run(MACHINE, 'policies.set', { receiptRetentionDays: days }),
    finishStep: async () => {
      waiting.shift()?.();
      await turn();
    },
  };
}

describe('removing old receipts', () => {
  it('[RCP-16] ends when they are to be kept for ever, also while a step is under way', async () => {
    const { world, asked, keep, finishStep } = slowWorld();
    await world.pass(1_000);
    expect(asked).toHaveLength(1);
    await keep(0);
    await finishStep();
    await world.pass(3 * DAY_MS);
    expect(asked).toHaveLength(1);
    await world.relay.close();
  });

  it('[RCP-16] begins anew with another number of days, one step at a time', async () => {
    const { world, asked, keep, finishStep } = slowWorld();
    await world.pass(1_000);
    await keep(5);
    await world.pass(1_000);
    expect(asked).toHaveLength(1);
    await finishStep();
    expect(asked).toHaveLength(2);
    await finishStep();
    await world.pass(DAY_MS - 1_000);
    expect(asked).toHaveLength(2);
    await world.pass(1_000);
    expect(asked).toHaveLength(3);
    expect(asked[2]).toBe(world.clock.now() - 5 * DAY_MS);
    await finishStep();
    await world.relay.close();
  });

  it('waits for the step under way when the relay is closed, and takes no other', async () => {
    const { world, asked, finishStep } = slowWorld();
    await world.pass(1_000);
    let closed = false;
    const closing = world.relay.close().then(() => (closed = true));
    await turn();
    expect(closed).toBe(false);
    await finishStep();
    await closing;
    await world.pass(3 * DAY_MS);
    expect(asked).toHaveLength(1);
  });
});
