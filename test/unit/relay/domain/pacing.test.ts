import { describe, expect, it } from 'vitest';
import { reportPacing } from '../../../../src/relay/domain/pacing.ts';

describe('pacing', () => {
  it.each([
    [0, 10, 1_000],
    [2, 10, 1_000],
    [100, 10, 1_000],
    [200, 20, 2_000],
    [399, 40, 4_000],
    [640, 40, 4_000],
    [10_000, 40, 4_000],
  ])('[RCP-9] asks %i members to report every %i messages or %i ms', (members, messages, withinMs) => {
    expect(reportPacing(members)).toEqual({ messages, withinMs });
  });
});
