import { describe, expect, it } from 'vitest';
import { splitLinks } from '../../../../src/renderer/src/features/chat/text-links.ts';
import { isLong } from '../../../../src/renderer/src/features/chat/text-parts.ts';

function links(text: string): string[] {
  return splitLinks(text).flatMap((part) => (part.kind === 'link' ? [part.text] : []));
}

describe('links in texts', () => {
  it.each([
    ['see https://example.com/a?b=1#c.', 'https://example.com/a?b=1#c'],
    ['(https://example.com/x)', 'https://example.com/x'],
    ['https://en.wikipedia.org/wiki/Seq_(music) yes', 'https://en.wikipedia.org/wiki/Seq_(music)'],
    ['请看https://example.com/路径。好的', 'https://example.com/路径'],
    ['“https://example.com”，谢谢', 'https://example.com'],
    ['HTTP://EXAMPLE.COM!', 'HTTP://EXAMPLE.COM'],
  ])('%s', (text, link) => {
    expect(links(text)).toEqual([link]);
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'https://', 'ftp://example.com', 'example.com'])(
    'leaves %s as text',
    (text) => {
      expect(splitLinks(text)).toEqual([{ kind: 'text', text }]);
    },
  );

  it('loses no character', () => {
    const text = 'a https://one.example/x, b (http://two.example) 。c\n https://three.example';
    expect(
      splitLinks(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
    expect(links(text)).toHaveLength(3);
  });

  it('folds by length and by lines', () => {
    expect(isLong('x'.repeat(1_200))).toBe(false);
    expect(isLong('x'.repeat(1_201))).toBe(true);
    expect(isLong('x\n'.repeat(17))).toBe(false);
    expect(isLong('x\n'.repeat(18))).toBe(true);
  });
});
