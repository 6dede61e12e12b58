import { describe, expect, it } from 'vitest';
import { effectivePolicy, keepsReceipts } from '../../../../src/relay/domain/receipt-policy.ts';

describe('policies of receipts', () => {
  it.each([
    ['forced', 'off', 'forced'],
    ['off', 'forced', 'off'],
    ['by-conversation', 'forced', 'forced'],
    ['by-conversation', 'on', 'on'],
    ['by-conversation', 'off', 'off'],
  ] as const)('[RCP-11] relay %s, conversation %s: %s', (relay, conversation, applies) => {
    expect(effectivePolicy(relay, conversation)).toBe(applies);
  });

  it.each([
    ['forced', false, true],
    ['forced', true, true],
    ['on', false, true],
    ['on', true, false],
    ['off', false, false],
    ['off', true, false],
  ] as const)('[RCP-12] policy %s, declined %s: kept %s', (policy, declined, kept) => {
    expect(keepsReceipts(policy, declined)).toBe(kept);
  });
});
