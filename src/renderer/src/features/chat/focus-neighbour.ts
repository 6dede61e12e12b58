/**
 * Up and down walk from message to message once one of them has the focus; Enter does its main action. True when the
 * key was used. From the timeline itself up and down scroll, as everywhere.
 */
export function focusNeighbour(event: KeyboardEvent, content: HTMLElement): boolean {
  const from = event.target instanceof HTMLElement ? event.target : null;
  const message = from?.closest<HTMLElement>('[data-testid="message"]');
  if (!from || !message) return false;
  if (event.key === 'Enter' && from === message) {
    message.querySelector<HTMLElement>('[data-primary]')?.click();
    return true;
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return false;
  const all = [...content.querySelectorAll<HTMLElement>('[data-testid="message"]')];
  all[all.indexOf(message) + step]?.focus();
  return true;
}
