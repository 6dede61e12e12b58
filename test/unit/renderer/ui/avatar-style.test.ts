import { describe, expect, it } from 'vitest';
import { avatarColour, initials } from '../../../../src/renderer/src/ui/avatar-style.ts';
import { highlightParts } from '../../../../src/renderer/src/ui/highlight-parts.ts';
import { userId } from '../support/fake-world.ts';

function contrastWithWhite(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

describe('avatars', () => {
  it.each([
    ['欧阳娜娜', 'person', '娜娜'],
    ['张伟', 'person', '张伟'],
    ['李', 'person', '李'],
    ['产品设计组', 'title', '产品'],
    ['田中さくら', 'person', 'くら'],
    ['Ada Lovelace', 'person', 'AL'],
    ['Ada de Lovelace', 'person', 'AL'],
    ['émile', 'person', 'É'],
    ['Release 1.0', 'title', 'R0'],
    ['👩‍👩‍👧', 'person', '👩‍👩‍👧'],
    ['', 'person', ''],
  ] as const)('initials of %s (%s)', (name, kind, letters) => {
    expect(initials(name, kind)).toBe(letters);
  });

  it('gives an id one colour, and white letters on each of them 4.5:1', () => {
    const colours = new Set(Array.from({ length: 500 }, (_, n) => avatarColour(userId(n))));
    expect(avatarColour(userId(7))).toBe(avatarColour(userId(7)));
    expect(colours.size).toBe(12);
    for (const colour of colours) expect(contrastWithWhite(colour)).toBeGreaterThanOrEqual(4.5);
  });
});

describe('highlight', () => {
  it('cuts a text at its marks', () => {
    expect(highlightParts('我喜歡用', [[1, 3]])).toEqual([
      { text: '我', marked: false },
      { text: '喜歡', marked: true },
      { text: '用', marked: false },
    ]);
  });

  it('brings a late mark into sight without halving a character', () => {
    const text = `${'😀'.repeat(50)}x`;
    const parts = highlightParts(text, [[100, 101]]);
    expect(parts[0]).toEqual({ text: '…', marked: false });
    expect(parts.every((part) => part.text.isWellFormed())).toBe(true);
    expect(parts.at(-1)).toEqual({ text: 'x', marked: true });
  });

  it('ignores marks outside the text', () => {
    expect(highlightParts('ab', [[1, 9]])).toEqual([
      { text: 'a', marked: false },
      { text: 'b', marked: true },
    ]);
    expect(highlightParts('ab', [[5, 9]])).toEqual([{ text: 'ab', marked: false }]);
  });
});
