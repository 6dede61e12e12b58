import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors.ts';
import type { ConversationId } from '../../../../src/shared/model/ids.ts';
import type { RangeSet } from '../../../../src/shared/model/range-set.ts';
import { EngineFixture, message, settle } from './engine-fixture.ts';

interface Report {
  readonly conversation: ConversationId;
  readonly delivered?: number;
  readonly read?: RangeSet;
}

describe('reports of what was stored and shown', () => {
  let fixture: EngineFixture;

  beforeEach(() => {
    fixture = new EngineFixture();
  });

  const reports = (): Report[][] =>
    fixture.relay.sockets.flatMap((socket) =>
      socket.of('receipt.report').map(({ args }) => (args as { conversations: Report[] }).conversations),
    );
  /** Online, with everything reported that the catch-up brought. */
  const quiet = async (): Promise<void> => {
    await fixture.online();
    await fixture.pass(2_000);
  };
  const push = async (conversation: ConversationId, from: number, to: number): Promise<void> => {
    for (let seq = from; seq <= to; seq++) {
      fixture.relay.socket.push('timeline.appended', { event: message(conversation, seq) });
    }
    await settle();
  };
  const show = (conversation: ConversationId, seqs: RangeSet): Promise<unknown> =>
    fixture.engine.handle['read.shown']({ conversation, seqs });

  it('reports what the catch-up has stored', async () => {
    const conversation = fixture.conversation(3);
    await quiet();
    expect(reports()).toEqual([[{ conversation, delivered: 3 }]]);
  });

  it('[RCP-9] acknowledges after as many messages as the head says, up to 20 % sooner', async () => {
    const conversation = fixture.conversation(1, { report: { messages: 40, withinMs: 4_000 } });
    await quiet();
    await push(conversation, 2, 32);
    expect(reports()).toHaveLength(1);
    await push(conversation, 33, 41);
    await fixture.pass(0);
    expect(reports()).toHaveLength(2);
    const [batch] = reports()[1] ?? [];
    expect(batch?.conversation).toBe(conversation);
    expect(batch?.delivered).toBeGreaterThanOrEqual(33);
  });

  it('[RCP-9] acknowledges a single message after as many milliseconds as the head says, up to 20 % sooner', async () => {
    const conversation = fixture.conversation(1, { report: { messages: 40, withinMs: 4_000 } });
    await quiet();
    await push(conversation, 2, 2);
    await fixture.pass(3_199);
    expect(reports()).toHaveLength(1);
    await fixture.pass(801);
    expect(reports()[1]).toEqual([{ conversation, delivered: 2 }]);
  });

  it('[RCP-9] keeps the pacing of a conversation over a restart', async () => {
    const conversation = fixture.conversation(1, { report: { messages: 40, withinMs: 4_000 } });
    await fixture.store.write.applyHeads(fixture.changed, null);
    fixture.changed = [];
    await quiet();
    await push(conversation, 2, 2);
    await fixture.pass(3_000);
    expect(
      reports()
        .flat()
        .filter(({ delivered }) => delivered === 2),
    ).toEqual([]);
    await fixture.pass(1_000);
    expect(reports().at(-1)).toEqual([{ conversation, delivered: 2 }]);
  });

  it('tells what was read in a small conversation within 300 ms, in one report with what is due beside it', async () => {
    const first = fixture.conversation(5);
    const second = fixture.conversation(5);
    await quiet();
    const before = reports().length;
    await show(first, [[1, 2]]);
    await show(first, [[4, 4]]);
    await show(second, [[1, 5]]);
    await fixture.pass(300);
    // What became due while the first report was on its way.
    await fixture.pass(0);
    const told = reports().slice(before).flat();
    expect(told.filter(({ conversation }) => conversation === first)).toEqual([
      {
        conversation: first,
        read: [
          [1, 2],
          [4, 4],
        ],
      },
    ]);
    expect(told.filter(({ conversation }) => conversation === second)).toEqual([
      { conversation: second, read: [[1, 5]] },
    ]);
  });

  it('[RCP-9] tells what was read after a pause soon, and holds what is read after that back as the head says', async () => {
    const conversation = fixture.conversation(9, { report: { messages: 40, withinMs: 4_000 } });
    await quiet();
    // Far from the report of the catch-up.
    await fixture.pass(10_000);
    const before = reports().length;
    await show(conversation, [[1, 2]]);
    await fixture.pass(200);
    expect(reports()).toHaveLength(before);
    await fixture.pass(800);
    expect(reports().slice(before)).toEqual([[{ conversation, read: [[1, 2]] }]]);
    await show(conversation, [[3, 4]]);
    await fixture.pass(1_000);
    await show(conversation, [[5, 5]]);
    await fixture.pass(1_000);
    expect(reports()).toHaveLength(before + 1);
    await fixture.pass(2_000);
    expect(reports().slice(before + 1)).toEqual([[{ conversation, read: [[3, 5]] }]]);
  });

  it('[RCP-9] counts a message once that is stored and then shown', async () => {
    const conversation = fixture.conversation(1, { report: { messages: 40, withinMs: 60_000 } });
    await quiet();
    await push(conversation, 2, 2);
    await show(conversation, [[2, 2]]);
    await fixture.pass(16_000);
    const before = reports().length;
    for (let seq = 3; seq <= 32; seq++) {
      await push(conversation, seq, seq);
      await show(conversation, [[seq, seq]]);
    }
    await fixture.pass(100);
    expect(reports()).toHaveLength(before);
    await push(conversation, 33, 42);
    await fixture.pass(0);
    expect(reports()).toHaveLength(before + 1);
  });

  it('[RCP-1] reports again in the next session what got no reply, and nothing once it has', async () => {
    const conversation = fixture.conversation(5);
    await quiet();
    fixture.relay.on('receipt.report', () => 'silence');
    await show(conversation, [[1, 2]]);
    await fixture.pass(300);
    fixture.relay.on('receipt.report', () => ({}));
    fixture.changed = [];
    fixture.relay.socket.end();
    await fixture.pass(500);
    await fixture.pass(1_000);
    expect(reports().slice(1)).toEqual([
      [{ conversation, read: [[1, 2]] }],
      [{ conversation, read: [[1, 2]] }],
    ]);
    await fixture.pass(60_000);
    expect(reports()).toHaveLength(3);
  });

  it('reports what was read while offline', async () => {
    const conversation = fixture.conversation(5);
    await quiet();
    fixture.relay.reachable = false;
    fixture.relay.socket.end();
    await settle();
    await show(conversation, [[3, 3]]);
    fixture.relay.reachable = true;
    fixture.changed = [];
    fixture.engine.nudge();
    await settle();
    await fixture.pass(300);
    expect(reports()[1]).toEqual([{ conversation, read: [[3, 3]] }]);
  });

  it('tries a refused report again, with growing pauses', async () => {
    fixture.conversation(3);
    let refusals = 0;
    fixture.relay.on('receipt.report', () => {
      refusals += 1;
      return new AppError('busy');
    });
    await fixture.online();
    for (let s = 0; s < 60; s++) await fixture.pass(1_000);
    expect(refusals).toBeGreaterThan(2);
    expect(refusals).toBeLessThan(40);
  });

  it('reports what is pending before it stops', async () => {
    const conversation = fixture.conversation(5);
    await quiet();
    await show(conversation, [[1, 1]]);
    await fixture.engine.stop();
    expect(reports()[1]).toEqual([{ conversation, read: [[1, 1]] }]);
  });
});
