import { expect, it } from 'vitest';
import { toEntry } from '../../../../../src/relay/storage/rows/audit.ts';
import { AuditEntry } from '../../../../../src/shared/admin/audit.ts';

const ROW = {
  id: 7,
  at: 5,
  origin: 'console',
  actorId: null,
  actorName: null,
  operator: null,
  address: null,
  subject: 'x',
  label: 'anna',
} as const;

it('a line that a node of a later version has written is shown by its name, and hides no others', () => {
  const entry = toEntry({ ...ROW, action: 'moon.painted', detail: '{"colour":"red"}' });
  expect(entry).toMatchObject({ action: 'unknown', detail: { value: 'moon.painted', colour: 'red' } });
  expect(AuditEntry.parse(entry)).toEqual(entry);
  expect(toEntry({ ...ROW, action: 'moon.painted', detail: null }).detail).toEqual({ value: 'moon.painted' });
  const known = toEntry({ ...ROW, action: 'points.given', detail: '{"points":5}' });
  expect(known).toMatchObject({ action: 'points.given', detail: { points: 5 } });
});
