// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/renderer/src/i18n/en.ts';
import { errorText } from '../../../../src/renderer/src/i18n/error-text.ts';
import { resolveLocale } from '../../../../src/renderer/src/i18n/locale.ts';
import { dayLabel, daysBetween, listTime } from '../../../../src/renderer/src/i18n/time-format.ts';
import { zhCn } from '../../../../src/renderer/src/i18n/zh-cn.ts';
import { ErrorCode } from '../../../../src/shared/errors.ts';
import { textsIn } from '../support/in-component.ts';

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();

describe('texts', () => {
  it('fill in the same values in both languages', () => {
    for (const [key, text] of Object.entries(en)) {
      expect(placeholders(zhCn[key as keyof typeof en]), key).toEqual(placeholders(text));
    }
  });

  it('have the plural form of the number', () => {
    const { tn } = textsIn('en');
    expect(tn('chat.members', 1)).toBe('1 member');
    expect(tn('chat.members', 640)).toBe('640 members');
    expect(tn('chat.members', 10_000)).toBe('10,000 members');
    expect(tn('state.nUnread', 0)).toBe('0 unread');
    expect(textsIn('zh-CN').tn('chat.members', 640)).toBe('640 名成员');
  });

  it('take every word literally, whatever a name contains', () => {
    const { t } = textsIn('en');
    expect(t('chat.arrived', { name: 'a | b {x} @:y', text: '%' })).toBe('a | b {x} @:y: %');
  });

  it.each(['en', 'zh-CN'] as const)('word every error (%s) without its code', (locale) => {
    const texts = textsIn(locale);
    for (const code of ErrorCode.options) {
      const sentence = errorText(texts, { code });
      expect(sentence.length, code).toBeGreaterThan(3);
      expect(sentence).not.toContain('_');
    }
    expect(errorText(texts, { code: 'locked_out', retryAfterMs: 59_001 })).toContain('60');
  });

  it('follow the system unless a language is chosen', () => {
    expect(resolveLocale('system', 'zh-TW')).toBe('zh-CN');
    expect(resolveLocale('system', 'de-DE')).toBe('en');
    expect(resolveLocale('en', 'zh-CN')).toBe('en');
  });
});

describe('times', () => {
  const now = new Date(2026, 2, 10, 9, 30).getTime();
  const at = (day: number, hour = 14, month = 2, year = 2026): number =>
    new Date(year, month, day, hour, 5).getTime();

  it('get shorter the nearer they are', () => {
    expect(listTime(at(10, 8), now, 'en')).toBe('08:05');
    expect(listTime(at(10, 0), now, 'zh-CN')).toBe('00:05');
    expect(listTime(at(9), now, 'en')).toBe('Yesterday');
    expect(listTime(at(9), now, 'zh-CN')).toBe('昨天');
    expect(listTime(at(6), now, 'en')).toBe('Fri');
    expect(listTime(at(1), now, 'en')).toBe('Mar 1');
    expect(listTime(at(1, 14, 2, 2025), now, 'en')).toBe('3/1/25');
  });

  it('name days', () => {
    expect(dayLabel(at(10), now, 'en')).toBe('Today');
    expect(dayLabel(at(9), now, 'zh-CN')).toBe('昨天');
    expect(dayLabel(at(3), now, 'en')).toBe('Tuesday, March 3');
    expect(dayLabel(at(3, 14, 2, 2025), now, 'en')).toContain('2025');
  });

  it('count calendar days, not hours', () => {
    expect(daysBetween(at(9, 23), at(10, 0))).toBe(1);
    expect(daysBetween(at(10, 0), at(10, 23))).toBe(0);
  });
});
