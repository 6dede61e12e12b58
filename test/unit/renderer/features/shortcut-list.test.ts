// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it, vi } from 'vitest';
import { sends } from '../../../../src/renderer/src/features/chat/composer-keys.ts';
import { markOf } from '../../../../src/renderer/src/features/chat/mark-keys.ts';
import { listActionOf } from '../../../../src/renderer/src/features/conversations/list-actions.ts';
import { shortcutGroups } from '../../../../src/renderer/src/features/settings/shortcut-list.ts';
import { runShortcut } from '../../../../src/renderer/src/features/workspace/use-shortcuts.ts';
import { useConversations } from '../../../../src/renderer/src/stores/conversations.ts';
import { useNavigation } from '../../../../src/renderer/src/stores/navigation.ts';
import { openModals } from '../../../../src/renderer/src/ui/open-modals.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, conversationRow } from '../support/fake-world.ts';

const ARROWS: Readonly<Record<string, string>> = { '↑': 'ArrowUp', '↓': 'ArrowDown' };

function press(keys: string): KeyboardEvent {
  const [last = '', ...down] = keys.replace(' … 9', '').split('+').reverse();
  return new KeyboardEvent('keydown', {
    key: ARROWS[last] ?? last,
    ctrlKey: down.includes('Control'),
    altKey: down.includes('Alt'),
    shiftKey: down.includes('Shift'),
  });
}

const keysOf = (title: string, sendKey: 'enter' | 'ctrl-enter' = 'enter'): string[] =>
  shortcutGroups(sendKey)
    .filter((group) => group.title === `settings.shortcuts.${title}`)
    .flatMap(({ entries }) => entries.map(({ keys }) => keys));

beforeEach(() => {
  setActivePinia(createPinia());
  installBridge(new FakeBridge());
});

it('tells of keys that do something, wherever they are pressed', () => {
  const navigation = useNavigation();
  const commands = { lock: vi.fn(), switchAccount: vi.fn() };
  for (const keys of keysOf('everywhere')) {
    navigation.closeDialog();
    navigation.conversation = conversationId(1);
    expect(runShortcut(press(keys), navigation, commands), keys).toBe(true);
  }
  expect(commands.lock).toHaveBeenCalledOnce();
  expect(commands.switchAccount).toHaveBeenCalledWith(0);
  expect(keysOf('conversation').map((keys) => listActionOf(press(keys)))).toEqual([
    'pin',
    'mute',
    'read',
    'archive',
  ]);
});

it('does nothing to what any dialog covers', () => {
  const navigation = useNavigation();
  const commands = { lock: vi.fn(), switchAccount: vi.fn() };
  useConversations().apply({
    conversations: [conversationRow(1)],
    people: [],
    timelines: [],
    totalUnread: 0,
  });
  navigation.conversation = conversationId(1);
  const works = (keys: string): boolean => runShortcut(press(keys), navigation, commands);
  openModals.value++;
  try {
    const opening = ['Control+K', 'Control+N', 'Control+,'];
    for (const keys of ['Alt+↓', 'Alt+↑', 'Control+F', ...opening, ...keysOf('conversation')])
      expect(works(keys), keys).toBe(false);
    // A dialog of the navigation is one of them, and gives its place to another.
    navigation.openDialog('new-chat');
    expect(works('Control+K')).toBe(true);
    navigation.closeDialog();
  } finally {
    openModals.value--;
  }
  expect(works('Control+Shift+E')).toBe(true);
});

it('tells of the keys that write, by how the user sends', () => {
  const marks = keysOf('writing').filter((keys) => markOf(press(keys)) !== null);
  expect(marks).toEqual(['Control+B', 'Control+I', 'Control+E']);
  for (const sendKey of ['enter', 'ctrl-enter'] as const) {
    const [send = '', line = ''] = keysOf('writing', sendKey);
    expect([sends(press(send), sendKey), sends(press(line), sendKey)]).toEqual([true, false]);
  }
});
