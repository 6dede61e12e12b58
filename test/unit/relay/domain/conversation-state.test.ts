import { describe, expect, it } from 'vitest';
import { ConversationState } from '../../../../src/relay/domain/conversation-state.ts';
import type { UserId } from '../../../../src/shared/model/ids.ts';
import { anna, bob, bots, chen, created, dora, id, play } from './played-conversation.ts';

describe('conversation state', () => {
  it('[RCP-4] counts only messages of the one who asks, in the order asked', () => {
    const played = play(anna, bob, chen);
    const { state } = played;
    const first = played.send(anna);
    const other = played.send(bob);
    const second = played.send(anna);
    state.addReads(bob, [[first, first]]);
    expect(state.counts(anna, [second, other, first, 1, 99])).toEqual([
      { seq: second, unread: 2, receivers: 2 },
      { seq: first, unread: 1, receivers: 2 },
    ]);
    expect(state.counts(dora, [first])).toEqual([]);
  });

  it('gives the present members as one object until somebody joins or leaves', () => {
    const played = play(anna, bob);
    const { state } = played;
    const before = state.presentUsers();
    played.send(anna);
    expect(state.presentUsers()).toBe(before);
    played.add(anna, chen);
    const three = state.presentUsers();
    expect(three).not.toBe(before);
    expect([three.size, [...three], three.has(chen)]).toEqual([3, [anna, bob, chen], true]);
    played.remove(anna, bob);
    const two = state.presentUsers();
    expect(two).not.toBe(three);
    expect([two.size, [...two], two.has(bob)]).toEqual([2, [anna, chen], false]);
  });

  it('[RCP-3] fixes the receivers of a message at its seq', () => {
    const played = play(anna, bob, chen);
    const { state } = played;
    const before = played.send(anna);
    played.add(anna, dora);
    played.remove(anna, chen);
    const after = played.send(anna);
    expect(state.receipts(anna, before, 'unread')).toEqual([bob, chen].sort());
    expect(state.receipts(anna, after, 'unread')).toEqual([bob, dora].sort());
    state.addReads(dora, [[before, before]]);
    state.addReads(chen, [[after, after]]);
    expect(state.counts(anna, [before, after])).toEqual([
      { seq: before, unread: 2, receivers: 2 },
      { seq: after, unread: 2, receivers: 2 },
    ]);
  });

  it('[RCP-3] counts no bot among the receivers, and a bot’s message has people only', () => {
    const [build] = [...bots] as [UserId];
    const played = play(anna, bob, build);
    const { state } = played;
    const asked = played.send(anna);
    const told = played.send(build);
    expect(state.counts(anna, [asked])).toEqual([{ seq: asked, unread: 1, receivers: 1 }]);
    expect(state.counts(build, [told])).toEqual([{ seq: told, unread: 2, receivers: 2 }]);
    expect(state.receipts(anna, asked, 'unread')).toEqual([bob]);
    expect(state.addReads(build, [[asked, asked]])).toEqual([]);
    state.addReads(bob, [[asked, told]]);
    played.remove(anna, build);
    played.add(anna, build);
    expect(state.counts(anna, [asked])).toEqual([{ seq: asked, unread: 0, receivers: 1 }]);
    expect(state.receipts(anna, asked, 'read')).toEqual([bob]);
    const later = played.send(anna);
    expect(state.counts(anna, [later])).toEqual([{ seq: later, unread: 1, receivers: 1 }]);
  });

  it('[RCP-5] gives no list of a message that is not the one of who asks', () => {
    const played = play(anna, bob);
    const { state } = played;
    const seq = played.send(anna);
    expect(state.receipts(bob, seq, 'read')).toBeUndefined();
    expect(state.receipts(anna, 1, 'read')).toBeUndefined();
    expect(state.receipts(dora, seq, 'read')).toBeUndefined();
  });

  it('[RCP-1] takes repeated reads for one, and ignores seqs beyond the head', () => {
    const played = play(anna, bob);
    const { state } = played;
    const seq = played.send(anna);
    expect(state.addReads(bob, [[seq, seq + 10]])).toEqual([[seq, seq]]);
    expect(state.addReads(bob, [[1, seq]])).toEqual([[1, seq - 1]]);
    expect(state.addReads(bob, [[1, seq]])).toEqual([]);
    const next = played.send(anna);
    expect(state.counts(anna, [seq, next])).toEqual([
      { seq, unread: 0, receivers: 1 },
      { seq: next, unread: 1, receivers: 1 },
    ]);
  });

  it('[RCP-1] moves the delivered cursor on, never back and never beyond the head', () => {
    const played = play(anna, bob);
    const { state } = played;
    played.send(anna);
    expect(state.setDelivered(bob, 99)).toBe(true);
    expect(state.delivered(bob)).toBe(2);
    expect(state.setDelivered(bob, 1)).toBe(false);
    expect(state.delivered(bob)).toBe(2);
    expect(state.delivered(dora)).toBe(0);
  });

  it('[RCP-10] counts what closing the oldest hole makes read, once', () => {
    const played = play(anna, bob);
    const { state } = played;
    const seqs = Array.from({ length: 2_003 }, () => played.send(anna));
    const odd = seqs.filter((seq) => seq % 2 === 1);
    for (const seq of odd) state.addReads(bob, [[seq, seq]]);
    expect(odd.length).toBe(1_001);
    const unread = state.counts(anna, seqs).filter((count) => count.unread === 1);
    // 1,001 ranges became 1,000: the message in the first hole counts as read.
    expect(unread.map(({ seq }) => seq)).not.toContain(4);
    expect(unread.length).toBe(2_003 - odd.length - 1);
    expect(state.addReads(bob, [[4, 4]])).toEqual([]);
  });

  it('[RCP-10] [RCP-3] counts nothing of a closed hole that reaches between two stays', () => {
    const snapshot = created(anna, bob);
    const away = {
      memberships: [
        { joined: 1, left: 3 },
        { joined: 5, left: null },
      ],
      read: [[1, 6]],
    } as const;
    const state = ConversationState.from({
      ...snapshot,
      headSeq: 6,
      headOrdinal: 3,
      members: snapshot.members.map((member) =>
        member.user === bob
          ? { ...member, ...away }
          : {
              ...member,
              read: [
                [2, 2],
                [4, 4],
                [6, 6],
              ],
            },
      ),
      authors: Int32Array.from([0, 1, 0, 1, 0, 1]),
    });
    expect(state.counts(anna, [2, 4, 6])).toEqual([
      { seq: 2, unread: 0, receivers: 1 },
      { seq: 4, unread: 0, receivers: 0 },
      { seq: 6, unread: 0, receivers: 1 },
    ]);
    expect(state.receipts(anna, 4, 'read')).toEqual([]);
  });

  it('[MEM-5] shows a person the events of their stays, first and last included', () => {
    const played = play(anna, bob);
    const { state } = played;
    played.send(anna);
    const left = played.remove(anna, bob);
    played.send(anna);
    played.send(anna);
    const back = played.add(anna, bob);
    const head = played.send(anna);
    expect(state.visible(bob)).toEqual([
      [1, left],
      [back, head],
    ]);
    expect(state.visible(dora)).toEqual([]);
  });

  it('follows names, roles and numbers of members', () => {
    const played = play(anna, bob);
    const { state } = played;
    played.rename(anna, 'Better plans');
    played.add(anna, chen, dora);
    expect(state.title).toBe('Better plans');
    expect([state.role(anna), state.role(chen), state.memberCount]).toEqual(['owner', 'member', 4]);
    const seq = state.headSeq + 1;
    state.applyEvent(
      { conversation: id, seq, ordinal: 0, sender: anna, at: 0, kind: 'member.removed', users: [anna] },
      { roles: [{ user: bob, role: 'owner' }], bots: [] },
    );
    expect([state.role(anna), state.role(bob), state.isMember(anna)]).toEqual([null, 'owner', false]);
    expect([...state.presentUsers()].sort()).toEqual([bob, chen, dora].sort());
  });

  it('pages members by user id', () => {
    const played = play(anna, bob, chen, dora);
    const { state } = played;
    played.remove(anna, bob);
    const sorted = [anna, chen, dora].sort();
    const first = state.memberPage(undefined, 2);
    expect(first.members.map(({ user }) => user)).toEqual(sorted.slice(0, 2));
    expect(first.more).toBe(true);
    const rest = state.memberPage(sorted[1], 2);
    expect(rest.members.map(({ user }) => user)).toEqual(sorted.slice(2));
    expect(rest.more).toBe(false);
  });

  it('sorts messages by their authors', () => {
    const played = play(anna, bob);
    const { state } = played;
    const mine = [played.send(anna), played.send(anna)];
    const theirs = played.send(bob);
    expect(state.authorsOf([[1, 99]])).toEqual(
      new Map([
        [anna, mine],
        [bob, [theirs]],
      ]),
    );
  });

  it('[SEQ-5] counts an unknown event as an event and as no message', () => {
    const played = play(anna, bob);
    const { state } = played;
    state.applyEvent({ conversation: id, seq: 2, ordinal: 0, sender: anna, at: 0, kind: 'poll.opened' });
    expect([state.headSeq, state.headOrdinal]).toEqual([2, 0]);
    expect(state.counts(anna, [2])).toEqual([]);
    expect(played.send(anna)).toBe(3);
  });

  it('refuses an event that does not follow', () => {
    const { state } = play(anna, bob);
    const event = { conversation: id, ordinal: 0, sender: anna, at: 0, kind: 'poll.opened' };
    expect(() => state.applyEvent({ ...event, seq: 3 })).toThrow('does not follow');
    expect(() => state.applyEvent({ ...event, seq: 1 })).toThrow('does not follow');
    expect(state.headSeq).toBe(1);
  });
});
