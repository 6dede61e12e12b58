import { expect, it } from 'vitest';
import { shellTexts } from '../../../../src/main/shell/shell-texts.ts';
import { trayMenu, trayTip, type TrayEntry } from '../../../../src/main/shell/tray-menu.ts';
import { chosenQuiet, quietUntil } from '../../../../src/shared/do-not-disturb.ts';

const now = new Date(2026, 2, 10, 22, 30).getTime();
const texts = shellTexts('en', 'en');

function ticked(doNotDisturb: { on: boolean; until: number | null }): string[] {
  const entries = trayMenu({
    unread: 3,
    reachability: 'online',
    doNotDisturb,
    updateReady: false,
    now,
    texts,
  });
  const flat = (all: readonly TrayEntry[]): TrayEntry[] =>
    all.flatMap((entry) => (entry.kind === 'menu' ? flat(entry.entries) : [entry]));
  return flat(entries).flatMap((entry) => (entry.kind === 'choice' && entry.checked ? [entry.label] : []));
}

it('says how things are', () => {
  const menu = trayMenu({
    unread: 3,
    reachability: 'offline',
    doNotDisturb: { on: true, until: now + 3_600_000 },
    updateReady: false,
    now,
    texts,
  });
  expect(menu.flatMap((entry) => (entry.kind === 'word' ? [entry.label] : []))).toEqual([
    'Offline · 3 unread',
    'Do Not Disturb until 23:30',
  ]);
  expect(trayTip({ unread: 0, texts })).toBe('Yidu');
});

it('ticks Do Not Disturb as it is now', () => {
  expect(ticked({ on: false, until: null })).toEqual(['Off']);
  expect(ticked({ on: true, until: null })).toEqual(['Until I turn it off']);
  expect(ticked({ on: true, until: now - 1 })).toEqual(['Off']);
  expect(ticked({ on: true, until: now + 1 })).toEqual([]);
});

it('ends by itself: in an hour, or at eight in the morning', () => {
  expect(quietUntil(chosenQuiet('hour', now), now)).toBe(now + 3_600_000);
  expect(quietUntil(chosenQuiet('hour', now), now + 3_600_000)).toBeUndefined();
  expect(quietUntil(chosenQuiet('morning', now), now)).toBe(new Date(2026, 2, 11, 8).getTime());
  const night = new Date(2026, 2, 11, 3).getTime();
  expect(quietUntil(chosenQuiet('morning', night), night)).toBe(new Date(2026, 2, 11, 8).getTime());
  expect(quietUntil(chosenQuiet('on', now), Number.MAX_SAFE_INTEGER)).toBeNull();
  expect(quietUntil(chosenQuiet('off', now), now)).toBeUndefined();
});
