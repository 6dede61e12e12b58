import { describe, expect, it } from 'vitest';
import { en } from '../../../src/console/i18n/en.ts';
import { zhCn } from '../../../src/console/i18n/zh-cn.ts';
import { formatFigure } from '../../../src/console/parts/format-figure.ts';
import { en as client } from '../../../src/renderer/src/i18n/en.ts';

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();

describe('texts of the console', () => {
  it('fill in the same values in both languages, and replace none of the client’s', () => {
    for (const [key, text] of Object.entries(en)) {
      expect(placeholders(zhCn[key as keyof typeof en]), key).toEqual(placeholders(text));
      expect(key in client, key).toBe(false);
    }
  });
});

describe('figures', () => {
  it('are short, in the units people read', () => {
    expect(formatFigure(0, 'bytes', 'en')).toBe('0 B');
    expect(formatFigure(143_360, 'bytes', 'en')).toBe('140 KB');
    expect(formatFigure(3 * 1_024 ** 4, 'bytes', 'zh-CN')).toBe('3 TB');
    expect(formatFigure(12_345.6, 'count', 'en')).toBe('12,346');
    expect(formatFigure(0.25, 'count', 'en')).toBe('0.3');
    expect(formatFigure(61.4, 'ms', 'en')).toBe('61 ms');
    expect(formatFigure(0.034, 'cores', 'en')).toBe('0.03');
  });
});
