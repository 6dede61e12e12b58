import { onBeforeUpdate, onUpdated, type Ref } from 'vue';

/**
 * Remembers what has the focus. The returned function gives it back when it would be lost, because what had it meanwhile is gone;
 * if that is gone too, to the place of the window that says `data-focus-home`, the last of those that are seen.
 */
export function rememberFocus(): () => void {
  const before = document.activeElement;
  return () => {
    if (!isLost()) return;
    const target = before !== document.body && canTake(before) ? before : home();
    target?.focus({ preventScroll: true });
  };
}

/**
 * For `close-auto-focus` of what closes: gives the focus to `target` as soon as that has let go of it, unless the user has given it to
 * something else meanwhile.
 */
export function focusBack(event: Event, target: HTMLElement): void {
  event.preventDefault();
  const { target: closing } = event;
  setTimeout(() => {
    if (isLost() || (closing instanceof Node && closing.contains(document.activeElement)))
      target.focus({ preventScroll: true });
  });
}

/**
 * For a component that draws `list`, whose rows have buttons: when the row that has the focus goes, the same button of the row in its place
 * has it then; where none is left, `otherwise`.
 */
export function keepFocusInRows(
  list: Readonly<Ref<HTMLElement | null>>,
  otherwise: () => HTMLElement | null | undefined,
): void {
  const buttonsOf = (row: Element | undefined): HTMLElement[] => [
    ...(row?.querySelectorAll<HTMLElement>('button') ?? []),
  ];
  let before: { readonly row: number; readonly button: number } | undefined;
  onBeforeUpdate(() => {
    const { activeElement } = document;
    const rows = [...(list.value?.children ?? [])];
    const row = rows.findIndex((each) => each.contains(activeElement));
    before =
      row < 0 ? undefined : { row, button: buttonsOf(rows[row]).findIndex((each) => each === activeElement) };
  });
  onUpdated(() => {
    if (!before || !isLost()) return;
    const rows = [...(list.value?.children ?? [])];
    const buttons = buttonsOf(rows[before.row] ?? rows.at(-1));
    (buttons[before.button] ?? buttons[0] ?? otherwise())?.focus({ preventScroll: true });
  });
}

function isLost(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body;
}

function canTake(element: Element | null | undefined): element is HTMLElement {
  return element instanceof HTMLElement && element.isConnected && element.checkVisibility();
}

function home(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('[data-focus-home]')].findLast(canTake);
}
