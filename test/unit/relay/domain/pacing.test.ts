import { describe, expect, it } from 'vitest';
import { reportPacing } from '../../../../src/relay/domain/pacing.ts';

describe('pacing', () => {
  it.each([
    [0, 10, 1_000],
    [2, 10, 1_000],
    [50, 10, 1_000],
    [100, 20, 2_000],
    [200, 40, 4_000],
    [640, 72, 7_200],
    [5_000, 200, 20_000],
    [10_000, 200, 20_000],
  ])('[RCP-9] asks %i members to report every %i messages or %i ms', (members, messages, withinMs) => {
    expect(reportPacing(members)).toEqual({ messages, withinMs });
  });
});
