import { describe, expect, it } from 'vitest';
import {
  listActionOf,
  listActions,
} from '../../../../src/renderer/src/features/conversations/list-actions.ts';

const press = (key: string, more = {}) => ({
  key,
  ctrlKey: true,
  metaKey: false,
  shiftKey: true,
  altKey: false,
  ...more,
});
const kept = { pinned: false, muted: false, archived: false, unread: 0, markedUnread: false };

describe('actions of the list', () => {
  it('say what would happen', () => {
    const labels = (row: Partial<typeof kept>): string[] =>
      listActions({ ...kept, ...row }).map(({ label }) => label);
    expect(labels({})).toEqual(['list.menu.pin', 'list.menu.mute', 'list.menu.unread', 'list.menu.archive']);
    expect(labels({ unread: 3 })[2]).toBe('list.menu.read');
    expect(labels({ markedUnread: true, archived: true, pinned: true, muted: true })).toEqual([
      'list.menu.unpin',
      'list.menu.unmute',
      'list.menu.read',
      'list.menu.unarchive',
    ]);
  });

  it('have the keys that the menus show, and take none from writing', () => {
    for (const { name, keys } of listActions(kept)) {
      expect(keys).toMatch(/^Control\+Shift\+[A-Z]$/);
      const key = keys.slice(-1);
      expect(listActionOf(press(key))).toBe(name);
      expect(listActionOf(press(key.toLowerCase(), { ctrlKey: false, metaKey: true }))).toBe(name);
      expect(listActionOf(press(key, { shiftKey: false }))).toBeNull();
      expect(listActionOf(press(key, { altKey: true }))).toBeNull();
    }
    expect(listActionOf(press('Z'))).toBeNull();
  });
});
