import type { TextKey } from '../../i18n/en.ts';
import type { Settings } from '../../../../shared/ipc/views.ts';
import { listActions } from '../conversations/list-actions.ts';

/** What keys do, as the settings show it. */
export interface ShortcutEntry {
  readonly label: TextKey;
  /** As an accelerator: `Control+Shift+L`; on a Mac `Control` is the command key. */
  readonly keys: string;
}

export interface ShortcutGroup {
  readonly title: TextKey;
  readonly entries: readonly ShortcutEntry[];
}

/** All keys of Yidu's own; those that every list, menu and dialog has are not among them. */
export function shortcutGroups(sendKey: Settings['sendKey']): readonly ShortcutGroup[] {
  const untouched = { pinned: false, muted: false, archived: false, unread: 0, markedUnread: false };
  return [
    {
      title: 'settings.shortcuts.everywhere',
      entries: [
        { label: 'settings.shortcuts.search', keys: 'Control+K' },
        { label: 'settings.shortcuts.searchHere', keys: 'Control+F' },
        { label: 'list.new', keys: 'Control+N' },
        { label: 'settings.shortcuts.previous', keys: 'Alt+↑' },
        { label: 'settings.shortcuts.next', keys: 'Alt+↓' },
        { label: 'settings.title', keys: 'Control+,' },
        { label: 'settings.shortcuts.account', keys: 'Control+1 … 9' },
        { label: 'settings.shortcuts.lock', keys: 'Control+Shift+L' },
      ],
    },
    {
      title: 'settings.shortcuts.conversation',
      entries: listActions(untouched).map(({ label, keys }) => ({ label, keys })),
    },
    {
      title: 'settings.shortcuts.writing',
      entries: [
        { label: 'settings.shortcuts.send', keys: sendKey === 'enter' ? 'Enter' : 'Control+Enter' },
        { label: 'settings.shortcuts.line', keys: sendKey === 'enter' ? 'Shift+Enter' : 'Enter' },
        { label: 'settings.shortcuts.editLast', keys: '↑' },
        { label: 'settings.shortcuts.bold', keys: 'Control+B' },
        { label: 'settings.shortcuts.italic', keys: 'Control+I' },
        { label: 'settings.shortcuts.code', keys: 'Control+E' },
      ],
    },
  ];
}
