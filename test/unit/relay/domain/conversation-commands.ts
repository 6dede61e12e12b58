import * as fc from 'fast-check';

/** One step of a random conversation. Persons are numbers; whether a step is possible is for its runner to see. */
export type ConversationCommand =
  | { readonly kind: 'send'; readonly by: number }
  | { readonly kind: 'rename'; readonly by: number }
  | { readonly kind: 'add'; readonly by: number; readonly who: readonly number[] }
  | { readonly kind: 'remove'; readonly by: number; readonly who: readonly number[] }
  | { readonly kind: 'read'; readonly by: number; readonly back: number; readonly count: number };

export const PEOPLE = 6;

const person = fc.nat({ max: PEOPLE - 1 });
const people = fc.uniqueArray(person, { minLength: 1, maxLength: 3 });

/** Mostly sending and reading, with people coming, going and coming back. */
export const conversationCommands = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('send'), by: person }) },
    {
      weight: 6,
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
