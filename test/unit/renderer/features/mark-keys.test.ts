import { describe, expect, it } from 'vitest';
import { markOf, toggleMark } from '../../../../src/renderer/src/features/chat/mark-keys.ts';

const key = (
  name: string,
  with_: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 0,
  ...with_,
});

/** `[` and `]` stand at the ends of the selection. */
function press(shown: string, mark: string): string {
  const start = shown.indexOf('[');
  const end = shown.indexOf(']') - 1;
  const done = toggleMark({ text: shown.replace(/[[\]]/g, ''), start, end }, mark);
  return `${done.text.slice(0, done.start)}[${done.text.slice(done.start, done.end)}]${done.text.slice(done.end)}`;
}

describe('keys for marks', () => {
  it('are Ctrl or Cmd with B, I and E, and nothing else', () => {
    expect(markOf(key('b', { ctrlKey: true }))).toBe('**');
    expect(markOf(key('I', { metaKey: true }))).toBe('*');
    expect(markOf(key('e', { ctrlKey: true }))).toBe('`');
    expect(markOf(key('b'))).toBeNull();
    expect(markOf(key('b', { ctrlKey: true, shiftKey: true }))).toBeNull();
    expect(markOf(key('k', { ctrlKey: true }))).toBeNull();
  });

  it.each([
    ['say [this] now', '**', 'say **[this]** now'],
    ['say **[this]** now', '**', 'say [this] now'],
    ['say[ this ]now', '`', 'say `[this]` now'],
    ['[]', '*', '*[]*'],
    ['*[]*', '*', '[]'],
    ['**[a]**', '*', '***[a]***'],
    ['***[a]***', '*', '**[a]**'],
    ['***[a]***', '**', '*[a]*'],
    ['*[a]*', '**', '***[a]***'],
    ['a [  ] b', '**', 'a **[  ]** b'],
  ])('%s with %s is %s', (before, mark, after) => {
    expect(press(before, mark)).toBe(after);
  });
});
