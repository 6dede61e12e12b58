import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../../../src/renderer/src/features/channels/announcement-condition.ts';
import { fromField, toField } from '../../../../src/renderer/src/features/channels/expiry-field.ts';
import { reachLines } from '../../../../src/renderer/src/features/channels/reach-lines.ts';

describe('the condition of an announcement', () => {
  it('follows the relay’s time, and a recall from nothing else', () => {
    expect(conditionOf({ state: 'running', expiresAt: null }, 10)).toBe('running');
    expect(conditionOf({ state: 'running', expiresAt: 11 }, 10)).toBe('running');
    expect(conditionOf({ state: 'running', expiresAt: 10 }, 10)).toBe('expired');
    expect(conditionOf({ state: 'stopped', expiresAt: 10 }, 10)).toBe('expired');
    expect(conditionOf({ state: 'stopped', expiresAt: 11 }, 10)).toBe('stopped');
    expect(conditionOf({ state: 'recalled', expiresAt: 1 }, 10)).toBe('recalled');
  });
});

describe('the field of a moment', () => {
  it('is local time to the minute, there and back', () => {
    const at = new Date(2026, 1, 3, 4, 5).getTime();
    expect(toField(at)).toBe('2026-02-03T04:05');
    expect(fromField(toField(at))).toBe(at);
    expect([toField(null), fromField(''), fromField('soon')]).toEqual(['', null, null]);
  });
});

describe('the lines of reach', () => {
  const size = { width: 100, height: 50 };

  it('rise by steps to what was reached, and never leave the plot', () => {
    const points = [
      { at: 0, delivered: 2, read: 0 },
      { at: 50, delivered: 2, read: 1 },
    ];
    expect(reachLines(points, { from: 0, until: 100, of: 4 }, size)).toEqual({
      delivered: 'M0 50H0V25H50V0H100',
      read: 'M0 50H0V50H50V37.5H100',
    });
    const { delivered } = reachLines(
      [{ at: 500, delivered: 9, read: 9 }],
      { from: 0, until: 1, of: 4 },
      size,
    );
    expect(delivered).toBe('M0 50H100V0H100');
  });

  it('are flat where nobody was reached', () => {
    expect(reachLines([], { from: 0, until: 0, of: 0 }, size).read).toBe('M0 50H100');
  });
});
