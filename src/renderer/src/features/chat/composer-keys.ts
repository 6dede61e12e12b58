import type { Settings } from '../../../../shared/ipc/views.ts';

/** The parts of a key press that decide. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'keyCode'
>;

/** Browsers give this code to every key that an input method has swallowed, some without `isComposing`. */
const IME_KEY_CODE = 229;

/** Whether the key went to an input method: then it means nothing to the page. */
export function isSwallowed(press: Pick<KeyPress, 'isComposing' | 'keyCode'>): boolean {
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else tells of a key an input method swallowed
  return press.isComposing || press.keyCode === IME_KEY_CODE;
}

/** X6: whether a key press in the composer sends. While an input method composes, nothing ever does. */
export function sends(press: KeyPress, sendKey: Settings['sendKey']): boolean {
  if (press.key !== 'Enter' || isSwallowed(press)) return false;
  if (press.shiftKey || press.altKey) return false;
  const control = press.ctrlKey || press.metaKey;
  return sendKey === 'ctrl-enter' ? control : !control;
}
