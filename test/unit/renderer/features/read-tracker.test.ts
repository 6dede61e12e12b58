import { beforeEach, describe, expect, it } from 'vitest';
import { isInSight, ReadTracker } from '../../../../src/renderer/src/features/chat/read-tracker.ts';
import type { RangeSet } from '../../../../src/shared/model/range-set.ts';
import { ManualClock } from '../support/manual-clock.ts';

let clock: ManualClock;
let reports: RangeSet[];
let tracker: ReadTracker;
let refuse: boolean;

beforeEach(() => {
  clock = new ManualClock();
  reports = [];
  refuse = false;
  tracker = new ReadTracker(clock, (seqs) => {
    reports.push(seqs);
    return refuse ? Promise.reject(new Error('refused')) : Promise.resolve();
  });
  tracker.setAttentive(true);
});

describe('X1 read tracking', () => {
  it('reads a message that is in sight for 300 ms, and not one that is for less', () => {
    tracker.setInSight(7, true);
    tracker.setInSight(8, true);
    clock.advance(299);
    tracker.setInSight(8, false);
    clock.advance(1_000);
    expect(reports).toEqual([[[7, 7]]]);
  });

  it('takes what is still in sight anew once its seq may be another message', () => {
    tracker.setInSight(7, true);
    tracker.setInSight(8, true);
    clock.advance(600);
    tracker.setInSight(8, false);
    tracker.renew();
    clock.advance(600);
    expect(reports).toEqual([[[7, 8]], [[7, 7]]]);
  });

  it('starts anew when the message leaves and comes back', () => {
    tracker.setInSight(7, true);
    clock.advance(200);
    tracker.setInSight(7, false);
    tracker.setInSight(7, true);
    clock.advance(200);
    tracker.flush();
    expect(reports).toEqual([]);
    clock.advance(100);
    tracker.flush();
    expect(reports).toEqual([[[7, 7]]]);
  });

  it('reads nothing while nobody can be looking, and counts the full time afterwards', () => {
    tracker.setAttentive(false);
    tracker.setInSight(7, true);
    clock.advance(60_000);
    expect(reports).toEqual([]);
    tracker.setAttentive(true);
    clock.advance(299);
    tracker.flush();
    expect(reports).toEqual([]);
    clock.advance(1);
    tracker.flush();
    expect(reports).toEqual([[[7, 7]]]);
  });

  it('loses what is not complete when the window loses the focus', () => {
    tracker.setInSight(7, true);
    clock.advance(250);
    tracker.setAttentive(false);
    clock.advance(60_000);
    expect(reports).toEqual([]);
  });

  it('reports in batches of ranges, each message once', () => {
    for (const seq of [3, 4, 5, 9]) tracker.setInSight(seq, true);
    clock.advance(500);
    tracker.setInSight(3, false);
    tracker.setInSight(3, true);
    clock.advance(5_000);
    expect(reports).toEqual([
      [
        [3, 5],
        [9, 9],
      ],
    ]);
  });

  it('splits what the contract does not take in one request', () => {
    for (let seq = 1; seq <= 500; seq += 2) tracker.setInSight(seq, true);
    clock.advance(500);
    expect(reports.map((ranges) => ranges.length)).toEqual([200, 50]);
  });

  it('counts a message again whose report was refused', async () => {
    refuse = true;
    tracker.setInSight(7, true);
    clock.advance(500);
    await Promise.resolve();
    await Promise.resolve();
    refuse = false;
    tracker.setInSight(7, false);
    tracker.setInSight(7, true);
    clock.advance(500);
    expect(reports).toHaveLength(2);
  });

  it('reports what counts already when the conversation is left', () => {
    tracker.setInSight(7, true);
    clock.advance(300);
    tracker.setInSight(8, true);
    tracker.stop();
    expect(reports).toEqual([[[7, 7]]]);
    clock.advance(60_000);
    expect(reports).toHaveLength(1);
  });
});

describe('X1 in sight', () => {
  it('is at least half of the message', () => {
    expect(isInSight({ intersectionRatio: 0.5, shownHeight: 20, viewportHeight: 600 })).toBe(true);
    expect(isInSight({ intersectionRatio: 0.49, shownHeight: 20, viewportHeight: 600 })).toBe(false);
  });

  it('is half of the viewport for a message that is taller', () => {
    expect(isInSight({ intersectionRatio: 0.1, shownHeight: 300, viewportHeight: 600 })).toBe(true);
    expect(isInSight({ intersectionRatio: 0.1, shownHeight: 299, viewportHeight: 600 })).toBe(false);
    expect(isInSight({ intersectionRatio: 0, shownHeight: 0, viewportHeight: 0 })).toBe(false);
  });
});
