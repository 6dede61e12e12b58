import { describe, expect, it } from 'vitest';
import { ConversationState } from '../../../../src/relay/domain/conversation-state.ts';
import { ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../support/seeded-random.ts';

const makeId = seededIds(16);
const [anna, bob, chen] = Array.from({ length: 3 }, () => UserId.parse(makeId())) as [UserId, UserId, UserId];

/** Anna's messages 2 … 6; Chen came with event 4. Bob has read 3 and 5. */
function loaded(kind: 'direct' | 'group', hidden: [number, number][] = []): ConversationState {
  const member = { role: 'member', delivered: 0 } as const;
  const since = (joined: number) => [{ joined, left: null }];
  return ConversationState.from({
    id: ConversationId.parse(makeId()),
    kind,
    title: null,
    headSeq: 6,
    headOrdinal: 4,
    members: [
      {
        ...member,
        user: anna,
        memberships: since(1),
        read: [
          [2, 3],
          [5, 6],
        ],
      },
      {
        ...member,
        user: bob,
        memberships: since(1),
        read: [
          [3, 3],
          [5, 5],
        ],
        hidden,
      },
      ...(kind === 'group' ? [{ ...member, user: chen, memberships: since(4), read: [] }] : []),
    ],
    authors: Int32Array.from([0, 1, 1, 0, 1, 1]),
  });
}

describe('receipts that are not told', () => {
  it('[RCP-16] up to the floor nothing is told, above it everything as before', () => {
    const state = loaded('group');
    const before = state.counts(anna, [5, 6]);
    state.closeReceipts(3);
    expect(state.counts(anna, [2, 3, 5, 6])).toEqual(before);
    expect(before).toEqual([
      { seq: 5, unread: 1, receivers: 2 },
      { seq: 6, unread: 2, receivers: 2 },
    ]);
    expect(state.receipts(anna, 3, 'read')).toBeUndefined();
    expect(state.authorsOf([[1, 6]])).toEqual(new Map([[anna, [5, 6]]]));
    expect(state.addReads(bob, [[1, 6]])).toEqual([
      [4, 4],
      [6, 6],
    ]);
    expect(state.addReads(chen, [[1, 6]])).toEqual([[4, 6]]);
    expect(state.counts(anna, [5, 6]).map(({ unread }) => unread)).toEqual([0, 0]);
  });

  it('[RCP-14] what is hidden counts as unread, also where more is hidden than was read', () => {
    const state = loaded('direct', [[3, 6]]);
    expect(state.counts(anna, [2, 3, 5, 6]).map(({ unread }) => unread)).toEqual([1, 1, 1, 1]);
    expect(state.receipts(anna, 5, 'read')).toEqual([]);
    state.setHidden(bob, [[3, 3]]);
    expect(state.counts(anna, [2, 3, 5, 6]).map(({ unread }) => unread)).toEqual([1, 1, 0, 1]);
    expect(state.receipts(anna, 5, 'read')).toEqual([bob]);
  });
});
