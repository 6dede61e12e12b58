import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStoreInThread } from '../../../../src/main/store/open-store.ts';
import { ME, realClock, TEAM } from '../../../contract/client-store/fixture.ts';
import { BadgeModel, type BadgeOperation } from './badge-model.ts';

const small = fc.nat({ max: 30 });
const size = fc.integer({ min: 1, max: 5 });

const operation: fc.Arbitrary<BadgeOperation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), mine: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('deliver' as const), count: size }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'break' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'head' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('stale' as const),
      back: fc.nat({ max: 3 }),
      as: fc.constantFrom('head' as const, 'read' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('page' as const), at: small }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('read' as const), at: small, size }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'read-all' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('report' as const), replyLost: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('elsewhere' as const), at: small, size, told: fc.boolean() }),
  },
);

describe('the badge', () => {
  it('[RCP-8] always equals the unread messages of others, whatever came in which order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 50 }), async (operations) => {
        const store = openStoreInThread({ file: ':memory:', me: ME, clock: realClock });
        const model = new BadgeModel(store);
        for (const next of operations) {
          await model.run(next);
          const row = await store.read.conversation(TEAM);
          expect(row?.unread ?? 0).toBe(model.badge);
          expect(await store.read.totalUnread()).toBe(model.badge);
        }
        await store.close();
      }),
      { numRuns: 300 },
    );
  });
});
