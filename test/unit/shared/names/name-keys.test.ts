import { expect, it, vi } from 'vitest';
import { createNameKeys } from '../../../../src/shared/names/name-keys.ts';

it('keeps as many names ready as it may, and does not forget them for the others', () => {
  const readingsOf = vi.fn(() => ['zhang']);
  const keyOf = createNameKeys(readingsOf, 2);
  const lookThrough = () => ['张', '章', '彰'].map((name) => keyOf(name));
  const first = lookThrough();
  expect(readingsOf).toHaveBeenCalledTimes(3);
  const second = lookThrough();
  expect(readingsOf).toHaveBeenCalledTimes(4);
  expect(second).toEqual(first);
});
