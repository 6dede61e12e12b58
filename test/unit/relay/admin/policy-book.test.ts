import { describe, expect, it } from 'vitest';
import { PolicyBook } from '../../../../src/relay/admin/policy-book.ts';
import type { Policies, PolicyChange } from '../../../../src/shared/admin/policies.ts';

const defaults: Policies = {
  name: 'Office',
  registration: 'open',
  editWindowHours: 24,
  receipts: 'by-conversation',
  readTimes: false,
  receiptRetentionDays: 0,
  auditRetentionDays: 365,
};

const book = (fixed: PolicyChange, stored: Record<string, string>): PolicyBook =>
  new PolicyBook({ defaults, fixed, stored });

describe('policies', () => {
  it('are the configuration’s, else what is stored, else the defaults', () => {
    const policies = book({ registration: 'closed' }, { registration: '"invite"', readTimes: 'true' });
    expect(policies.current).toEqual({ ...defaults, registration: 'closed', readTimes: true });
    expect(policies.fixed).toEqual(['registration']);
    policies.apply({ registration: '"open"', name: '"Lab"' });
    expect(policies.current).toMatchObject({ registration: 'closed', name: 'Lab' });
  });

  it('leave out what is stored and does not fit any more', () => {
    const stored = { registration: '"sometimes"', editWindowHours: 'x', auditRetentionDays: '1', other: '1' };
    expect(book({}, stored).current).toEqual(defaults);
  });

  it('tell what has changed, and nothing when nothing has', () => {
    const policies = book({}, {});
    const told: string[] = [];
    policies.listen((changed) => told.push([...changed].join()));
    policies.apply({ receipts: '"forced"', name: '"Office"' });
    policies.apply({ receipts: '"forced"', name: '"Office"' });
    expect(told).toEqual(['receipts']);
  });
});
