import { describe, expect, it } from 'vitest';
import { sends, type KeyPress } from '../../../../src/renderer/src/features/chat/composer-keys.ts';

function press(patch: Partial<KeyPress> = {}): KeyPress {
  return {
    key: 'Enter',
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    // oxlint-disable-next-line typescript/no-deprecated -- the one sign of a key that an input method swallowed
    keyCode: 13,
    ...patch,
  };
}

describe('composer keys', () => {
  it('Enter sends, Shift+Enter breaks the line', () => {
    expect(sends(press(), 'enter')).toBe(true);
    expect(sends(press({ shiftKey: true }), 'enter')).toBe(false);
    expect(sends(press({ key: 'a' }), 'enter')).toBe(false);
  });

  it('with the setting only Ctrl+Enter or Cmd+Enter sends', () => {
    expect(sends(press(), 'ctrl-enter')).toBe(false);
    expect(sends(press({ ctrlKey: true }), 'ctrl-enter')).toBe(true);
    expect(sends(press({ metaKey: true }), 'ctrl-enter')).toBe(true);
    expect(sends(press({ ctrlKey: true, shiftKey: true }), 'ctrl-enter')).toBe(false);
  });

  it.each(['enter', 'ctrl-enter'] as const)('X6: never while an input method composes (%s)', (setting) => {
    const control = setting === 'ctrl-enter';
    expect(sends(press({ ctrlKey: control, isComposing: true }), setting)).toBe(false);
    // oxlint-disable-next-line typescript/no-deprecated -- as above
    expect(sends(press({ ctrlKey: control, keyCode: 229 }), setting)).toBe(false);
  });
});
