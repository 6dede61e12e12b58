import { describe, expect, it } from 'vitest';
import { listEntries } from '../../../../src/renderer/src/features/conversations/list-entries.ts';
import { conversationRow } from '../support/fake-world.ts';

const shape = (pinned: readonly boolean[]) =>
  listEntries(pinned.map((pin, index) => conversationRow(index + 1, { pinned: pin }))).map((entry) =>
    entry.kind === 'row' ? entry.index : entry.section,
  );

describe('sections of the list', () => {
  it('have titles only where there are two', () => {
    expect(shape([true, true, false])).toEqual(['pinned', 0, 1, 'rest', 2]);
    expect(shape([false, false])).toEqual([0, 1]);
    expect(shape([true])).toEqual([0]);
    expect(shape([])).toEqual([]);
  });
});
