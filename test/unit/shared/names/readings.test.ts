import { describe, expect, it } from 'vitest';
import { collectReadings } from '../../../../scripts/han-readings.ts';
import { HAN_READINGS } from '../../../../src/shared/names/han-readings.ts';
import { readingsOf } from '../../../../src/shared/names/readings.ts';

describe('readings of Chinese characters', () => {
  it('are those of the library that they were made from', () => {
    expect(HAN_READINGS).toBe(collectReadings());
  });

  it('[C7] are all of a character, and none of anything else', () => {
    expect(readingsOf('重')).toEqual(['chong', 'zhong']);
    expect(readingsOf('曾')).toEqual(['ceng', 'zeng']);
    expect(readingsOf('〇')).toEqual(['ling']);
    for (const other of ['', 'a', 'さ', '김', '、', '𠮷', '张三']) expect(readingsOf(other)).toEqual([]);
  });
});
