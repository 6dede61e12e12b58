import { describe, expect, it } from 'vitest';
import { imageSize } from 'image-size';
import { countIcon, trayIcon } from '../../../../src/main/platform/icon-drawing.ts';

describe('icons', () => {
  it('are PNGs of the size that was asked for', () => {
    for (const size of [16, 32])
      expect(imageSize(trayIcon(size, true))).toMatchObject({ width: size, height: size });
  });

  it('show whether, and how much, is unread', () => {
    expect(trayIcon(16, true)).not.toEqual(trayIcon(16, false));
    const counts = Array.from({ length: 9 }, (_, index) => countIcon(32, index + 1).toString('base64'));
    expect(new Set(counts).size).toBe(9);
    expect(countIcon(32, 10)).toEqual(countIcon(32, 4_000));
  });
});
