import { describe, expect, it } from 'vitest';
import { Backlog } from '../../../../src/relay/session/backlog.ts';
import { type OutFrame, outFrame } from '../../../../src/relay/session/out-frame.ts';
import { ConversationId } from '../../../../src/shared/model/ids.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { seededIds } from '../../../support/seeded-random.ts';

describe('the backlog of a connection', () => {
  it('[SYN-7] is bounded: beyond 5,000 conversations the client has to sync altogether', () => {
    const makeId = seededIds(5);
    const backlog = new Backlog(
      new ManualClock(),
      () => false,
      () => undefined,
    );
    const hold = (conversation: ConversationId): boolean => {
      return backlog.hold(outFrame('{}'), { kind: 'notice', conversation, seq: 1 });
    };
    const first = ConversationId.parse(makeId());
    expect(hold(first)).toBe(true);
    for (let i = 1; i < 5_000; i++) expect(hold(ConversationId.parse(makeId()))).toBe(true);
    expect(hold(first)).toBe(true);
    expect(hold(ConversationId.parse(makeId()))).toBe(false);
  });

  it('releases once, when it is relieved, and nothing after it was closed', () => {
    const clock = new ManualClock();
    const released: (readonly OutFrame[])[] = [];
    let relieved = false;
    const make = () =>
      new Backlog(
        clock,
        () => relieved,
        (held) => void released.push(held),
      );
    const closed = make();
    make().hold(outFrame('new'), { kind: 'latest', key: 'k' });
    closed.close();
    clock.advance(1_000);
    expect(released).toEqual([]);
    relieved = true;
    clock.advance(1_000);
    expect(released.map((held) => held.map(({ text }) => text))).toEqual([['new']]);
  });
});
