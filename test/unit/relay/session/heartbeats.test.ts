import { describe, expect, it } from 'vitest';
import { Heartbeats } from '../../../../src/relay/session/heartbeats.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const EVERY_MS = 30_000;

describe('Heartbeats', () => {
  it('beats once for each that was armed, each at its own time', () => {
    const clock = new ManualClock();
    const heartbeats = new Heartbeats(clock, EVERY_MS);
    const beats: string[] = [];
    heartbeats.arm({ beat: () => beats.push('first') });
    clock.advance(10_000);
    heartbeats.arm({ beat: () => beats.push('second') });
    clock.advance(EVERY_MS - 10_000 - 1);
    expect(beats).toEqual([]);
    clock.advance(1);
    expect(beats).toEqual(['first']);
    clock.advance(10_000);
    expect(beats).toEqual(['first', 'second']);
    clock.advance(10 * EVERY_MS);
    expect(beats).toEqual(['first', 'second']);
  });

  it('lets one arm itself anew in its beat, and leave in that of another', () => {
    const clock = new ManualClock();
    const heartbeats = new Heartbeats(clock, EVERY_MS);
    let beats = 0;
    const other = { beat: () => expect.unreachable('it has left') };
    const one = {
      beat() {
        beats++;
        heartbeats.cancel(other);
        heartbeats.arm(one);
      },
    };
    heartbeats.arm(one);
    heartbeats.arm(other);
    clock.advance(3 * EVERY_MS);
    expect(beats).toBe(3);
  });

  it('begins again after everybody has left', () => {
    const clock = new ManualClock();
    const heartbeats = new Heartbeats(clock, EVERY_MS);
    let beats = 0;
    const one = { beat: () => beats++ };
    heartbeats.arm(one);
    heartbeats.cancel(one);
    clock.advance(2 * EVERY_MS);
    heartbeats.arm(one);
    clock.advance(EVERY_MS);
    expect(beats).toBe(1);
  });
});
