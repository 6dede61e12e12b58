// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { focusBack } from '../../../../src/renderer/src/ui/focus-return.ts';

function add(id: string, within: HTMLElement = document.body): HTMLElement {
  const element = document.createElement('button');
  element.id = id;
  within.append(element);
  return element;
}

/** Closes the menu, and does something else before it has let go of the focus; gives what has the focus then. */
function closing(meanwhile: (menu: HTMLElement, other: HTMLElement) => void): string | undefined {
  const [opener, other] = [add('opener'), add('other')];
  const menu = document.createElement('div');
  document.body.append(menu);
  add('item', menu).focus();
  const event = new Event('closeAutoFocus', { cancelable: true });
  menu.addEventListener('closeAutoFocus', (closed) => focusBack(closed, opener));
  menu.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  meanwhile(menu, other);
  vi.runAllTimers();
  return document.activeElement?.id;
}

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('what closes gives the focus back', () => {
  it('where it still has it, or has taken it along', () => {
    expect(closing(() => undefined)).toBe('opener');
    document.body.replaceChildren();
    expect(closing((menu) => menu.remove())).toBe('opener');
  });

  it('but leaves it where the user has put it meanwhile', () => {
    expect(closing((_menu, other) => other.focus())).toBe('other');
  });
});
