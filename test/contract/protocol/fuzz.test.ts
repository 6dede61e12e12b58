import { describe, expect, it } from 'vitest';
import { fuzzInput, readFuzzInput } from '../../support/fuzz/frame-fuzz.ts';

/** `npm run bench -- fuzz` reads a million. */
const INPUTS = 12_000;
const SEED = 20_260_105;

describe('frames that nobody should send', () => {
  it('[CON-3] [FRM-2] [FRM-3] are read or refused, never anything else, and what is read is read the same again', () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < INPUTS; index++) {
      const input = fuzzInput(SEED, index);
      try {
        const key = `${input.source} ${readFuzzInput(input)}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      } catch (error) {
        throw new Error(`input ${index}: ${JSON.stringify(input.text.slice(0, 500))}`, { cause: error });
      }
    }
    // Otherwise it tries nothing.
    for (const kind of ['valid accepted', 'mutated accepted', 'mutated refused', 'mutated broken'])
      expect(counts.get(kind), kind).toBeGreaterThan(INPUTS / 50);
    expect(counts.get('random broken')).toBeGreaterThan(INPUTS / 50);
    // What was made by a schema is what that schema accepts.
    expect((counts.get('valid refused') ?? 0) + (counts.get('valid broken') ?? 0)).toBe(0);
  });
});
