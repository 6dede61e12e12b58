import { expect, it } from 'vitest';
import { imageBox } from '../../../../src/renderer/src/features/chat/image-box.ts';
import { byteSize } from '../../../../src/renderer/src/i18n/byte-size.ts';

it('gives a picture its place by its pixels alone: in proportion, never enlarged, always to be pressed (X5)', () => {
  expect(imageBox({ width: 3_600, height: 1_800 })).toEqual({ width: 360, height: 180 });
  expect(imageBox({ width: 1_000, height: 3_200 })).toEqual({ width: 100, height: 320 });
  expect(imageBox({ width: 120, height: 90 })).toEqual({ width: 120, height: 90 });
  expect(imageBox({ width: 1, height: 1 })).toEqual({ width: 48, height: 48 });
  expect(imageBox({ width: 30_000, height: 2 })).toEqual({ width: 360, height: 48 });
});

it('writes sizes with at most three digits', () => {
  const sizes = [0, 999, 1_000, 1_536, 1_234_567, 125_829_120, 1_073_741_824, 5e12];
  expect(sizes.map((size) => byteSize(size, 'en'))).toEqual([
    '0 B',
    '999 B',
    '1 KB',
    '1.5 KB',
    '1.2 MB',
    '120 MB',
    '1 GB',
    '4.5 TB',
  ]);
});
