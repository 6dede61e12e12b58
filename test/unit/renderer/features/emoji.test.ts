import { describe, expect, it } from 'vitest';
import {
  EMOJI_SECTIONS,
  findEmoji,
  inTone,
  loadEmoji,
} from '../../../../src/renderer/src/features/emoji/emoji-data.ts';
import { bySection, pickerRows, stepTo } from '../../../../src/renderer/src/features/emoji/picker-rows.ts';
import { Emoji } from '../../../../src/shared/model/event.ts';

const en = await loadEmoji('en');
const zh = await loadEmoji('zh-CN');
const found = (entries: typeof en, query: string): string[] =>
  findEmoji(entries, query).map(({ emoji }) => emoji);

describe('emoji', () => {
  it('can all be sent as reactions, in every tone', () => {
    expect(en.length).toBeGreaterThan(1_800);
    expect(zh).toHaveLength(en.length);
    const all = en.flatMap(({ emoji, tones }) => [emoji, ...tones]);
    expect(all.filter((emoji) => !Emoji.safeParse(emoji).success)).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(en.map(({ section }) => section))).toEqual(new Set(EMOJI_SECTIONS));
  });

  it('are found by words of both languages, whichever is shown', () => {
    for (const entries of [en, zh]) {
      expect(found(entries, 'Panda')).toContain('🐼');
      expect(found(entries, '熊猫')).toContain('🐼');
      expect(found(entries, 'red hea')).toContain('❤️');
      expect(found(entries, '赞')).toContain('👍');
      expect(found(entries, 'anda')).not.toContain('🐼');
      expect(found(entries, 'qqqq')).toEqual([]);
    }
    expect(en.find(({ emoji }) => emoji === '👍')?.name).toBe('thumbs up');
    expect(zh.find(({ emoji }) => emoji === '🐼')?.name).toContain('熊猫');
  });

  it('have five tones or none; two people have the same', () => {
    const entry = (emoji: string) => {
      const one = en.find((candidate) => candidate.emoji === emoji);
      if (!one) throw new Error(emoji);
      return one;
    };
    expect(inTone(entry('👋'), 0)).toBe('👋');
    expect(inTone(entry('👋'), 5)).toBe('👋🏿');
    expect(inTone(entry('🤝'), 1)).toBe('🤝🏻');
    expect(inTone(entry('🐼'), 3)).toBe('🐼');
    expect(new Set(en.map(({ tones }) => tones.length))).toEqual(new Set([0, 5]));
  });
});

describe('the picker', () => {
  const choices = (n: number, from = 0) =>
    Array.from({ length: n }, (_, i) => ({ emoji: `${from + i}`, name: '' }));
  const rows = pickerRows([
    { section: 'recent', choices: choices(3) },
    { section: 'found', choices: [] },
    { section: 'faces', choices: choices(18, 3) },
  ]);

  it('has rows of eight under the titles of sections that are not empty', () => {
    expect(rows.map((row) => (row.kind === 'title' ? row.section : row.choices.length))).toEqual([
      'recent',
      3,
      'faces',
      8,
      8,
      2,
    ]);
    expect(
      bySection(en, ({ emoji, name }) => ({ emoji, name })).every(({ choices: some }) => some.length > 0),
    ).toBe(true);
  });

  it.each([
    [0, 'ArrowLeft', 0],
    [2, 'ArrowRight', 3],
    [1, 'ArrowDown', 4],
    [10, 'ArrowUp', 2],
    [18, 'ArrowDown', 20],
    [20, 'ArrowDown', 20],
    [20, 'ArrowRight', 20],
    [20, 'PageUp', 1],
    [0, 'PageDown', 19],
    [5, 'a', null],
  ])('leads from %i by %s to %s', (from, key, to) => {
    expect(stepTo(rows, from, key)).toBe(to);
  });
});
