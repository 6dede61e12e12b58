import { describe, expect, it } from 'vitest';
import { MIN_SIZE, openingBounds } from '../../../../src/main/platform/window-bounds.ts';

const left = { x: 0, y: 0, width: 1_920, height: 1_040 };
const right = { x: 1_920, y: 0, width: 1_280, height: 1_000 };

const SIZE = { width: 1_180, height: 800 };

describe('where the window opens', () => {
  it('opens where it was, on any display', () => {
    const saved = { x: 2_000, y: 50, width: 900, height: 700 };
    expect(openingBounds(saved, [left, right], SIZE)).toEqual(saved);
  });

  it('opens in the default size without coordinates at first, and when its display is gone', () => {
    const saved = { x: 2_000, y: 50, width: 900, height: 700 };
    const first = openingBounds(null, [left], SIZE);
    expect(first).toEqual(SIZE);
    expect(openingBounds(saved, [left], SIZE)).toEqual(first);
  });

  it('does not open where the title bar is out of reach', () => {
    for (const saved of [
      { x: 100, y: -200, width: 900, height: 700 },
      { x: 100, y: 1_030, width: 900, height: 700 },
      { x: -850, y: 50, width: 900, height: 700 },
    ]) {
      expect(openingBounds(saved, [left], SIZE)).not.toHaveProperty('x');
    }
  });

  it('is never larger than its display and never smaller than the page can be', () => {
    expect(openingBounds({ x: 0, y: 0, width: 4_000, height: 3_000 }, [left, right], SIZE)).toMatchObject({
      width: 1_920,
      height: 1_040,
    });
    expect(openingBounds({ x: 0, y: 0, width: 120, height: 40 }, [left], SIZE)).toMatchObject(MIN_SIZE);
  });
});
