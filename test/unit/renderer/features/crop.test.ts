import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  cropSide,
  keptInside,
  MAX_ZOOM,
  moved,
  wholeCrop,
} from '../../../../src/renderer/src/features/profile/crop.ts';

const WIDE = { width: 640, height: 480 };

it('begins with the largest square in the middle', () => {
  expect(wholeCrop(WIDE)).toEqual({ x: 320, y: 240, zoom: 1 });
  expect(cropSide(WIDE, { zoom: 1 })).toBe(480);
  expect(cropSide(WIDE, { zoom: 2 })).toBe(240);
});

it('moves the picture under the square, and stops where it ends', () => {
  expect(moved(WIDE, wholeCrop(WIDE), 0.1, 0.1)).toEqual({ x: 272, y: 240, zoom: 1 });
  expect(moved(WIDE, wholeCrop(WIDE), 9, 0).x).toBe(240);
  expect(moved(WIDE, { ...wholeCrop(WIDE), zoom: 2 }, 0, -9).y).toBe(360);
});

it('never shows anything outside of the picture, whatever is asked for', () => {
  const side = fc.integer({ min: 1, max: 32_767 });
  const any = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(side, side, any, any, any, (width, height, x, y, zoom) => {
      const size = { width, height };
      const crop = keptInside(size, { x, y, zoom });
      const half = cropSide(size, crop) / 2;
      expect(crop.zoom).toBeGreaterThanOrEqual(1);
      expect(crop.zoom).toBeLessThanOrEqual(MAX_ZOOM);
      expect(crop.x - half).toBeGreaterThanOrEqual(-1e-6);
      expect(crop.x + half).toBeLessThanOrEqual(width + 1e-6);
      expect(crop.y - half).toBeGreaterThanOrEqual(-1e-6);
      expect(crop.y + half).toBeLessThanOrEqual(height + 1e-6);
    }),
  );
});
