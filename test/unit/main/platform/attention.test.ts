import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { expect, it, vi } from 'vitest';
import { onAbsence, watchAttention } from '../../../../src/main/platform/attention.ts';

const { powerMonitor } = vi.hoisted(() => {
  // vi.hoisted runs before imports, so the emitter is made by hand.
  const listeners = new Map<string, Set<() => void>>();
  return {
    powerMonitor: {
      on: (name: string, run: () => void) =>
        void listeners.set(name, (listeners.get(name) ?? new Set()).add(run)),
      off: (name: string, run: () => void) => void listeners.get(name)?.delete(run),
      emit: (name: string) => listeners.get(name)?.forEach((run) => run()),
      count: () => [...listeners.values()].reduce((sum, all) => sum + all.size, 0),
    },
  };
});
vi.mock('electron', () => ({ powerMonitor }));

function watched() {
  const window = Object.assign(new EventEmitter(), {
    webContents: new EventEmitter(),
    focused: false,
    isFocused: () => window.focused,
    set(focused: boolean) {
      window.focused = focused;
      window.emit(focused ? 'focus' : 'blur');
    },
  });
  const told: boolean[] = [];
  // Of a window, only its focus and its events are looked at.
  watchAttention(window as unknown as BrowserWindow, (attentive) => told.push(attentive));
  return { window, told };
}

it('is attentive only while the window is focused and the screen is not locked (X1)', () => {
  const { window, told } = watched();
  window.webContents.emit('did-finish-load');
  window.set(true);
  powerMonitor.emit('lock-screen');
  powerMonitor.emit('unlock-screen');
  window.set(false);
  powerMonitor.emit('lock-screen');
  window.set(true);
  expect(told).toEqual([false, true, false, true, false]);
  powerMonitor.emit('unlock-screen');
  expect(told.at(-1)).toBe(true);
  window.emit('closed');
});

it('tells a page that has just loaded how things are, also when nothing has changed', () => {
  const { window, told } = watched();
  window.set(true);
  window.webContents.emit('did-finish-load');
  expect(told).toEqual([true, true]);
  window.emit('closed');
});

it('leaves nothing behind when the window closes', () => {
  const { window } = watched();
  window.emit('closed');
  expect(powerMonitor.count()).toBe(0);
});

it('tells of absence when the screen locks and when the machine goes to sleep (C10)', () => {
  const absent = vi.fn();
  onAbsence(absent);
  powerMonitor.emit('lock-screen');
  powerMonitor.emit('suspend');
  powerMonitor.emit('unlock-screen');
  powerMonitor.emit('resume');
  expect(absent).toHaveBeenCalledTimes(2);
});
