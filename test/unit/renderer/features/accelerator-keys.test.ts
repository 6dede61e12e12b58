import { expect, it } from 'vitest';
import { acceleratorOf } from '../../../../src/renderer/src/features/settings/accelerator-keys.ts';
import { keysText, ownKeysText } from '../../../../src/renderer/src/ui/key-names.ts';

const press = (code: string, ...down: ('ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey')[]) =>
  acceleratorOf({
    code,
    ctrlKey: down.includes('ctrlKey'),
    altKey: down.includes('altKey'),
    shiftKey: down.includes('shiftKey'),
    metaKey: down.includes('metaKey'),
  });

it('is the place of the key with what is held down', () => {
  expect(press('KeyY', 'ctrlKey', 'altKey')).toBe('Control+Alt+Y');
  expect(press('Digit1', 'metaKey', 'shiftKey')).toBe('Shift+Super+1');
  expect(press('F12', 'altKey')).toBe('Alt+F12');
  expect(press('Space', 'ctrlKey')).toBe('Control+Space');
});

it('is none for what only holds down, writes or leaves', () => {
  expect(press('KeyY')).toBeNull();
  expect(press('KeyY', 'shiftKey')).toBeNull();
  for (const code of ['ControlLeft', 'Escape', 'F25']) expect(press(code, 'ctrlKey')).toBeNull();
});

it('is shown as keyboards name it', () => {
  expect(keysText('Control+Alt+Y', false)).toBe('Ctrl+Alt+Y');
  expect(keysText('Super+Shift+1', true)).toBe('⌘+⇧+1');
  expect(keysText('Control+Y', true)).toBe('⌃+Y');
  expect(ownKeysText('Control+Shift+Y', false)).toBe('Ctrl+Shift+Y');
  expect(ownKeysText('Control+Shift+Y', true)).toBe('⌘+⇧+Y');
});
