/**
 * Up and down walk from message to message once one of them has the focus; Enter does its main action. True when the
 * key was used. From the timeline itself up and down scroll, as everywhere.
 */
export function focusNeighbour(event: KeyboardEvent, content: HTMLElement): boolean {
  const from = event.target instanceof HTMLElement ? event.target : null;
  const message = from?.closest<HTMLElement>('[role="article"]');
  if (!from || !message) return false;
  if (event.key === 'Enter' && from === message) {
    message.querySelector<HTMLElement>('[data-primary]')?.click();
    return true;
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return false;
  const all = [...content.querySelectorAll<HTMLElement>('[role="article"]')];
  all[all.indexOf(message) + step]?.focus();
  return true;
}

/**
 * The keys that open the menu of what has the focus: where the browser would show it depends on the platform, so it is
 * asked for here, below the beginning of the message. True when the key was one of them.
 */
export function opensMenu(event: KeyboardEvent): boolean {
  if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return false;
  const from = event.target instanceof HTMLElement ? event.target.closest('[role="article"]') : null;
  if (!from) return false;
  const { left, top, height } = (from.querySelector('.bubble') ?? from).getBoundingClientRect();
  from.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      clientX: left + 16,
      clientY: top + Math.min(height, 28),
    }),
  );
  return true;
}
