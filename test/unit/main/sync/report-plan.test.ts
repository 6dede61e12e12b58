import { beforeEach, describe, expect, it } from 'vitest';
import { createReportPlan, type ReportPlan } from '../../../../src/main/sync/report-plan.ts';
import { ConversationId } from '../../../../src/shared/model/ids.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const conversation = (n: number): ConversationId =>
  ConversationId.parse(`01890000-0001-7000-8000-${String(n).padStart(12, '0')}`);
const slow = conversation(1);
const quick = conversation(2);

describe('the plan of reports', () => {
  let clock: ManualClock;
  let plan: ReportPlan;
  /** Each time it called, and what was due then. */
  let calls: { at: number; due: ReadonlySet<ConversationId> | 'all' }[];
  /** Whether it goes on after a call, as the reporter does. */
  let resumes: boolean;

  beforeEach(() => {
    clock = new ManualClock();
    calls = [];
    resumes = true;
    plan = createReportPlan({
      clock,
      random: () => 0,
      onDue: () => {
        calls.push({ at: clock.monotonic(), due: plan.take() });
        if (resumes) plan.resume();
      },
    });
    plan.learn(slow, { messages: 40, withinMs: 4_000 });
    plan.learn(quick, { messages: 10, withinMs: 1_000 });
  });

  it('calls once when something is due, and not again', () => {
    plan.note(slow, 'stored');
    clock.advance(60_000);
    expect(calls).toEqual([{ at: 4_000, due: new Set([slow]) }]);
    expect(clock.waiting).toBe(0);
  });

  it('calls sooner for what is noted later and due sooner, and for the rest in its own time', () => {
    plan.note(slow, 'stored');
    clock.advance(500);
    plan.note(quick, 'stored');
    expect(clock.waiting).toBe(1);
    clock.advance(60_000);
    expect(calls).toEqual([
      { at: 1_500, due: new Set([quick]) },
      { at: 4_000, due: new Set([slow]) },
    ]);
  });

  it('leaves the time of what is due sooner as it is when something later is noted, or the same again', () => {
    plan.note(quick, 'stored');
    clock.advance(500);
    plan.note(quick, 'stored');
    plan.note(slow, 'stored');
    expect(clock.waiting).toBe(1);
    clock.advance(60_000);
    expect(calls).toEqual([
      { at: 1_000, due: new Set([quick]) },
      { at: 4_500, due: new Set([slow]) },
    ]);
  });

  it('[RCP-9] is due at once after as many messages as the head says, and counts anew after that', () => {
    for (let n = 0; n < 9; n++) plan.note(quick, 'stored');
    clock.advance(0);
    expect(calls).toEqual([]);
    plan.note(quick, 'stored');
    clock.advance(0);
    expect(calls).toEqual([{ at: 0, due: new Set([quick]) }]);
    for (let n = 0; n < 9; n++) plan.note(quick, 'stored');
    clock.advance(999);
    expect(calls).toHaveLength(1);
    clock.advance(1);
    expect(calls).toHaveLength(2);
  });

  it('[RCP-9] reports up to 20 % sooner, by messages and by time', () => {
    const latest = createReportPlan({
      clock,
      random: () => 0.999,
      onDue: () => calls.push({ at: clock.monotonic(), due: latest.take() }),
    });
    latest.learn(quick, { messages: 10, withinMs: 1_000 });
    latest.note(quick, 'stored');
    clock.advance(10_000);
    expect(calls).toEqual([{ at: 801, due: new Set([quick]) }]);
    for (let n = 0; n < 9; n++) latest.note(quick, 'stored');
    clock.advance(0);
    expect(calls).toHaveLength(2);
  });

  it('tells what was read after a pause sooner than what was stored, and the next as the head says', () => {
    plan.note(slow, 'stored');
    plan.note(slow, 'shown');
    clock.advance(240);
    expect(calls).toEqual([{ at: 240, due: new Set([slow]) }]);
    plan.note(slow, 'shown');
    clock.advance(60_000);
    expect(calls[1]).toEqual({ at: 4_240, due: new Set([slow]) });
  });

  it('goes on only when told to, after what was due was taken', () => {
    resumes = false;
    plan.note(quick, 'stored');
    plan.note(slow, 'stored');
    clock.advance(60_000);
    expect(calls).toEqual([{ at: 1_000, due: new Set([quick]) }]);
    plan.resume();
    clock.advance(0);
    expect(calls[1]?.due).toEqual(new Set([slow]));
  });

  it('has everything due within the time that was asked for, also what was not noted', () => {
    plan.note(slow, 'stored');
    plan.everything(100);
    clock.advance(60_000);
    expect(calls).toEqual([{ at: 100, due: 'all' }]);
  });

  it('reports everything at once when more conversations are planned than it keeps', () => {
    for (let n = 0; n < 1_000; n++) plan.note(conversation(n + 10), 'stored');
    clock.advance(0);
    expect(calls).toEqual([]);
    plan.note(slow, 'stored');
    clock.advance(0);
    expect(calls).toEqual([{ at: 0, due: 'all' }]);
    clock.advance(60_000);
    expect(calls).toHaveLength(1);
  });

  it('forgets the pacing that was learnt or reported longest ago beyond 1,000 conversations', () => {
    for (let n = 0; n < 999; n++) plan.learn(conversation(n + 10), { messages: 1, withinMs: 1 });
    expect([slow, quick].map((one) => plan.knows(one))).toEqual([false, true]);
  });

  it('plans nothing more once it was cleared, and keeps the pacing', () => {
    plan.note(quick, 'stored');
    plan.everything(10);
    plan.clear();
    clock.advance(60_000);
    expect(calls).toEqual([]);
    expect(plan.knows(quick)).toBe(true);
    plan.note(quick, 'stored');
    clock.advance(60_000);
    expect(calls).toEqual([{ at: 61_000, due: new Set([quick]) }]);
  });
});
