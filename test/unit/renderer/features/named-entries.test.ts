import { describe, expect, it } from 'vitest';
import {
  namedEntries,
  type NamedList,
} from '../../../../src/renderer/src/features/receipts/named-entries.ts';
import type { UserId } from '../../../../src/shared/model/ids.ts';
import type { ReceiptEntry } from '../../../../src/shared/model/receipt.ts';
import { userId } from '../support/fake-world.ts';

const entries: readonly ReceiptEntry[] = [1, 2, 3].map((n) => ({ user: userId(n), delivered: n === 2 }));
const named = (names: Readonly<Record<UserId, string>>, isComplete: boolean, before?: NamedList) =>
  namedEntries(entries, isComplete, (id) => names[id] ?? '', 'en', before);
const NAMES = { [userId(1)]: 'Zoe', [userId(2)]: 'Émile', [userId(3)]: 'Fay' };

describe('the names of a list of receipts', () => {
  it('stay in the order in which they came until the list is complete, and are sorted by name then', () => {
    expect(named(NAMES, false).entries.map(({ name }) => name)).toEqual(['Zoe', 'Émile', 'Fay']);
    expect(named(NAMES, true).entries).toEqual([
      { user: userId(2), delivered: true, readAt: undefined, name: 'Émile' },
      { user: userId(3), delivered: false, readAt: undefined, name: 'Fay' },
      { user: userId(1), delivered: false, readAt: undefined, name: 'Zoe' },
    ]);
  });

  it('are put in their places when names come or change', () => {
    const before = named({ [userId(3)]: 'Fay' }, true);
    const after = named({ ...NAMES, [userId(3)]: 'Adam' }, true, before);
    expect(after.entries.map(({ name }) => name)).toEqual(['Adam', 'Émile', 'Zoe']);
    const others = namedEntries(entries.slice(0, 1), true, () => 'Zoe', 'en', after);
    expect(others.entries.map(({ user }) => user)).toEqual([userId(1)]);
  });
});
