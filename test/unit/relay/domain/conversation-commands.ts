import * as fc from 'fast-check';
import { ReceiptPolicy } from '../../../../src/shared/model/receipt.ts';

/** One step of a random conversation. Persons are numbers; whether a step is possible is for its runner to see. */
export type ConversationCommand =
  | { readonly kind: 'send'; readonly by: number; readonly declined: boolean }
  | { readonly kind: 'recall'; readonly by: number; readonly back: number }
  | { readonly kind: 'policy'; readonly by: number; readonly policy: ReceiptPolicy }
  /** Receipts of what is older than the event so far back are removed. */
  | { readonly kind: 'retire'; readonly back: number }
  | { readonly kind: 'rename'; readonly by: number }
  | { readonly kind: 'add'; readonly by: number; readonly who: readonly number[] }
  | { readonly kind: 'remove'; readonly by: number; readonly who: readonly number[] }
  | { readonly kind: 'read'; readonly by: number; readonly back: number; readonly count: number };

/** Of these the first few are there at the beginning. */
export const PEOPLE = 10;

/** Of these some are bots; never the first, who is there from the beginning. */
export const BOTS: readonly number[] = [4, 7];

const person = fc.nat({ max: PEOPLE - 1 });
const people = fc.uniqueArray(person, { minLength: 1, maxLength: 3 });

export const firstMembers = fc.integer({ min: 1, max: PEOPLE });

/** Mostly sending and reading, with people coming, going and coming back. */
export const conversationCommands = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant('send'), by: person, declined: fc.boolean() }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('read'),
        by: person,
        back: fc.nat({ max: 12 }),
        count: fc.integer({ min: 1, max: 8 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('add'), by: person, who: people }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove'), by: person, who: people }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename'), by: person }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('recall'), by: person, back: fc.nat({ max: 12 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('policy'),
        by: person,
        policy: fc.constantFrom(...ReceiptPolicy.options),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('retire'), back: fc.nat({ max: 30 }) }) },
  ) satisfies fc.Arbitrary<ConversationCommand>,
  { maxLength: 60 },
);

/** The seqs a read command speaks of: also beyond the head, which must not matter. */
export function readRange(
  { back, count }: { readonly back: number; readonly count: number },
  headSeq: number,
): readonly [number, number] {
  const from = Math.max(1, headSeq + 2 - back);
  return [from, from + count - 1];
}
