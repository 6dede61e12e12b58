import { Archive, ArchiveRestore, Bell, BellOff, CheckCheck, MailWarning, Pin, PinOff } from '@lucide/vue';
import type { Component } from 'vue';
import type { ConversationRow } from '../../../../shared/ipc/views.ts';
import type { TextKey } from '../../i18n/en.ts';
import { useConversations } from '../../stores/conversations.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { ownConversation } from '../../stores/own-window.ts';

export type ListActionName = 'pin' | 'mute' | 'read' | 'archive';

/** What can be done to a conversation in the list, as its menus show it. */
export interface ListAction {
  readonly name: ListActionName;
  readonly label: TextKey;
  readonly icon: Component;
  /** What does it, as an accelerator. */
  readonly keys: string;
}

const KEYS: Readonly<Record<ListActionName, string>> = { pin: 'Y', mute: 'X', read: 'U', archive: 'E' };

/** All four, worded and drawn by how the conversation is kept now. */
export function listActions(
  row: Pick<ConversationRow, 'pinned' | 'muted' | 'archived' | 'unread' | 'markedUnread'>,
): readonly ListAction[] {
  const unread = row.unread > 0 || row.markedUnread;
  return [
    {
      name: 'pin',
      label: row.pinned ? 'list.menu.unpin' : 'list.menu.pin',
      icon: row.pinned ? PinOff : Pin,
      keys: `Control+Shift+${KEYS.pin}`,
    },
    {
      name: 'mute',
      label: row.muted ? 'list.menu.unmute' : 'list.menu.mute',
      icon: row.muted ? Bell : BellOff,
      keys: `Control+Shift+${KEYS.mute}`,
    },
    {
      name: 'read',
      label: unread ? 'list.menu.read' : 'list.menu.unread',
      icon: unread ? CheckCheck : MailWarning,
      keys: `Control+Shift+${KEYS.read}`,
    },
    {
      name: 'archive',
      label: row.archived ? 'list.menu.unarchive' : 'list.menu.archive',
      icon: row.archived ? ArchiveRestore : Archive,
      keys: `Control+Shift+${KEYS.archive}`,
    },
  ];
}

/** The action of a key press; Ctrl+Shift, so that none is taken from writing. */
export function listActionOf(
  press: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
): ListActionName | null {
  if (!(press.ctrlKey || press.metaKey) || !press.shiftKey || press.altKey) return null;
  switch (press.key.toUpperCase()) {
    case KEYS.pin:
      return 'pin';
    case KEYS.mute:
      return 'mute';
    case KEYS.read:
      return 'read';
    case KEYS.archive:
      return 'archive';
    default:
      return null;
  }
}

/** Does it, or takes it back. What is put away, or is to be read later, is not left open; a window of its own closes. */
export async function runListAction(name: ListActionName, row: ConversationRow): Promise<void> {
  const conversations = useConversations();
  async function leave(done: () => Promise<void>): Promise<void> {
    const navigation = useNavigation();
    const isOwn = ownConversation() === row.id;
    if (!isOwn && navigation.conversation === row.id) navigation.closeConversation();
    await done();
    if (isOwn) window.close();
  }
  switch (name) {
    case 'pin':
      return conversations.flag(row.id, { pinned: !row.pinned });
    case 'mute':
      return conversations.flag(row.id, { muted: !row.muted });
    case 'read':
      if (row.unread > 0 || row.markedUnread) return conversations.markRead(row.id);
      return leave(() => conversations.flag(row.id, { unread: true }));
    case 'archive':
      if (row.archived) return conversations.flag(row.id, { archived: false });
      return leave(() => conversations.flag(row.id, { archived: true }));
  }
}
