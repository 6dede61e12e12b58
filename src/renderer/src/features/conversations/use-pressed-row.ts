/** A hand that clicks moves less; px. */
const STILL_PX = 5;

/** What is clicked in a list whose rows move by themselves. */
export interface PressedRow<T> {
  readonly down: (event: PointerEvent) => void;
  /** What was pressed, although it may have moved away under the pointer meanwhile. */
  readonly clicked: (event: MouseEvent) => T | null;
}

/** `rowAt`: what is shown at a place of the page. */
export function usePressedRow<T>(rowAt: (target: EventTarget | null) => T | null): PressedRow<T> {
  let pressed: { readonly row: T | null; readonly x: number; readonly y: number } | null = null;
  return {
    down({ target, button, clientX: x, clientY: y }) {
      pressed = button === 0 ? { row: rowAt(target), x, y } : null;
    },
    clicked({ target, clientX, clientY }) {
      const began = pressed;
      pressed = null;
      // Who clicks without a pointer means what is there; who has drawn it away has thought better of it.
      if (!began) return rowAt(target);
      const isStill = Math.abs(clientX - began.x) <= STILL_PX && Math.abs(clientY - began.y) <= STILL_PX;
      return isStill ? began.row : null;
    },
  };
}
