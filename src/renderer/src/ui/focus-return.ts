/**
 * Remembers what has the focus. The returned function gives it back when it would be lost, because what had it meanwhile is gone;
 * if that is gone too, to the place of the window that says `data-focus-home`, the last of those that are seen.
 */
export function rememberFocus(): () => void {
  const before = document.activeElement;
  return () => {
    const { activeElement } = document;
    if (activeElement !== null && activeElement !== document.body) return;
    const target = before !== document.body && canTake(before) ? before : home();
    target?.focus({ preventScroll: true });
  };
}

function canTake(element: Element | null | undefined): element is HTMLElement {
  return element instanceof HTMLElement && element.isConnected && element.checkVisibility();
}

function home(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('[data-focus-home]')].findLast(canTake);
}
