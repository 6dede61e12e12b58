import { Accelerator } from '../../../../shared/ipc/views.ts';

/** Keys whose code is their name in an accelerator, or a part of it. */
const CODE = /^(?:Key([A-Z])|Digit([0-9])|(F(?:[1-9]|1[0-9]|2[0-4]))|(Space))$/;

/**
 * The accelerator of a key press, by the place of the key and not by what it writes; `null` while only modifiers are down, and
 * for what would take a letter from every other program.
 */
export function acceleratorOf(
  event: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>,
): string | null {
  const [, ...parts] = CODE.exec(event.code) ?? [];
  const key = parts.join('');
  if (key === '') return null;
  // Shift alone writes a capital.
  if (!event.ctrlKey && !event.altKey && !event.metaKey) return null;
  const keys = [
    ...(event.ctrlKey ? ['Control'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey ? ['Shift'] : []),
    ...(event.metaKey ? ['Super'] : []),
    key,
  ].join('+');
  return Accelerator.safeParse(keys).success ? keys : null;
}
