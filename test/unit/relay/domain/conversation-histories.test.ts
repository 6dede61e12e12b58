import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConversationSnapshot } from '../../../../src/relay/domain/conversation-snapshot.ts';
import type { ConversationState } from '../../../../src/relay/domain/conversation-state.ts';
import { assertNever } from '../../../../src/shared/assert-never.ts';
import type { UserId } from '../../../../src/shared/model/ids.ts';
import { normalizeRanges, type RangeSet, type SeqRange } from '../../../../src/shared/model/range-set.ts';
import {
  type ConversationCommand,
  conversationCommands,
  firstMembers,
  readRange,
} from './conversation-commands.ts';
import { NaiveConversation } from './naive-conversation.ts';
import { anna, bots, created, id, Played, users } from './played-conversation.ts';

describe('conversation state over random histories', () => {
  it('[RCP-2] [RCP-3] [RCP-12] [RCP-16] agrees with one row per message and receiver after each step, whoever joins, leaves, returns, sends and reads', () => {
    fc.assert(
      fc.property(conversationCommands, firstMembers, fc.boolean(), (commands, count, reloads) => {
        const first = users.slice(0, count);
        const naive = new NaiveConversation(first, bots);
        let played = new Played(created(...first));
        for (const command of commands) {
          step(naive, played, command);
          expectEqual(naive, played.state);
          if (reloads) played = new Played(snapshotOf(naive, played.state));
        }
        expectEqual(naive, played.state);
      }),
      { numRuns: 300 },
    );
  });
});

function step(naive: NaiveConversation, played: Played, command: ConversationCommand): void {
  if (command.kind === 'retire') {
    const floor = naive.headSeq - command.back;
    if (floor < 1) return;
    naive.retire(floor);
    played.state.closeReceipts(floor);
    return;
  }
  const by = user(command.by);
  if (command.kind === 'read') {
    const [from, to] = readRange(command, naive.headSeq);
    const fresh = played.state.addReads(by, [[from, to]]);
    const messages = seqsOf(fresh).filter((seq) => naive.isMessage(seq));
    expect(messages).toEqual(naive.read(by, from, to));
    return;
  }
  if (!naive.present.has(by)) return;
  switch (command.kind) {
    case 'send':
      played.send(by, naive.send(by, command.declined));
      return;
    case 'recall':
      naive.rename();
      played.recall(by, Math.max(1, naive.headSeq - 1 - command.back));
      return;
    case 'policy':
      naive.setPolicy(command.policy);
      played.setPolicy(by, command.policy);
      return;
    case 'rename':
      naive.rename();
      played.rename(by, 'Renamed');
      return;
    case 'add': {
      const added = command.who.map(user).filter((one) => !naive.present.has(one));
      if (added.length === 0) return;
      naive.add(added);
      played.add(by, ...added);
      return;
    }
    case 'remove': {
      const removed = command.who.map(user).filter((one) => naive.present.has(one));
      if (removed.length === 0) return;
      naive.remove(removed);
      played.remove(by, ...removed);
      return;
    }
    default:
      assertNever(command);
  }
}

function expectEqual(naive: NaiveConversation, state: ConversationState): void {
  const seqs = Array.from({ length: naive.headSeq }, (_, index) => index + 1);
  expect(new Set(state.presentUsers())).toEqual(naive.present);
  for (const one of users) {
    expect(seqsOf(state.visible(one))).toEqual(naive.visible(one));
    const counts = naive.counts(one);
    expect(state.counts(one, seqs)).toEqual(counts);
    for (const seq of naive.withoutReceipts(one)) expect(state.receipts(one, seq, 'read')).toBeUndefined();
    for (const { seq } of counts) {
      expect(state.receipts(one, seq, 'unread')).toEqual(naive.list(seq, 'unread'));
      expect(state.receipts(one, seq, 'read')).toEqual(naive.list(seq, 'read'));
    }
  }
}

/** What a storage would hold of it. */
function snapshotOf(naive: NaiveConversation, state: ConversationState): ConversationSnapshot {
  const members = naive.everybody();
  const marks = state.authorsOf([[1, naive.headSeq]]);
  const authors = new Int32Array(naive.headSeq);
  for (const [author, seqs] of marks) for (const seq of seqs) authors[seq - 1] = members.indexOf(author) + 1;
  return {
    id,
    kind: 'group',
    title: state.title,
    headSeq: state.headSeq,
    headOrdinal: state.headOrdinal,
    members: members.map((one) => ({
      user: one,
      role: state.role(one),
      bot: bots.has(one),
      memberships: naive.stays(one),
      delivered: 0,
      read: normalizeRanges(naive.hasRead(one).map((seq): SeqRange => [seq, seq])),
    })),
    authors,
  };
}

function user(index: number): UserId {
  return users[index] ?? anna;
}

function seqsOf(ranges: RangeSet): number[] {
  return ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
}
