import { onMounted, onUnmounted } from 'vue';
import { listActionOf, runListAction } from '../conversations/list-actions.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useLock } from '../../stores/lock.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { ownConversation } from '../../stores/own-window.ts';
import { useToasts } from '../../stores/toasts.ts';
import { openModals } from '../../ui/open-modals.ts';

type Navigation = ReturnType<typeof useNavigation>;

/** What does not belong to the conversation list. */
export interface Commands {
  lock(): void;
  /** The nth account, from 0. */
  switchAccount(index: number): void;
}

/** Nothing is done to what a dialog covers; not all of them are the navigation's. */
function isUncovered(navigation: Navigation): boolean {
  return navigation.dialog === 'none' && openModals.value === 0;
}

/** A dialog may be exchanged for another one, but not beneath a picture or a confirmation. */
function mayOpenDialog(navigation: Navigation): boolean {
  return openModals.value <= (navigation.dialog === 'none' ? 0 : 1);
}

/** What is done to the open conversation, where it is seen, and to the whole program. */
function runHere(event: KeyboardEvent, navigation: Navigation, commands: Commands): boolean {
  const control = event.ctrlKey || event.metaKey;
  const free = isUncovered(navigation) && navigation.section !== 'channels';
  const action = listActionOf(event);
  if (action && free && navigation.row) {
    const { row } = navigation;
    void useToasts().guard(() => runListAction(action, row));
    return true;
  }
  switch (event.key.toLowerCase()) {
    case 'f':
      if (!control || !free || navigation.conversation === null) return false;
      navigation.toggleDetails('search');
      return true;
    case 'l':
      if (!control || !event.shiftKey) return false;
      commands.lock();
      return true;
    default:
      return false;
  }
}

/** What only the main window has: the list, dialogs and accounts. */
function runAround(event: KeyboardEvent, navigation: Navigation, commands: Commands): boolean {
  const control = event.ctrlKey || event.metaKey;
  switch (event.key.toLowerCase()) {
    case 'k':
      if (!control || !mayOpenDialog(navigation)) return false;
      navigation.openDialog('search');
      return true;
    case 'n':
      if (!control || event.shiftKey || !mayOpenDialog(navigation)) return false;
      navigation.openDialog('new-chat');
      return true;
    case ',':
      if (!control || !mayOpenDialog(navigation)) return false;
      navigation.openDialog('settings');
      return true;
    case 'arrowdown':
      if (!event.altKey || !isUncovered(navigation)) return false;
      void useToasts().guard(() => navigation.step(1));
      return true;
    case 'arrowup':
      if (!event.altKey || !isUncovered(navigation)) return false;
      void useToasts().guard(() => navigation.step(-1));
      return true;
    default:
      if (!control || event.shiftKey || event.altKey || !/^[1-9]$/.test(event.key)) return false;
      commands.switchAccount(Number(event.key) - 1);
      return true;
  }
}

/** Runs the command of a key press; false when it means nothing here. */
export function runShortcut(event: KeyboardEvent, navigation: Navigation, commands: Commands): boolean {
  if (runHere(event, navigation, commands)) return true;
  return ownConversation() === null && runAround(event, navigation, commands);
}

/**
 * Ctrl+K search, Ctrl+N new chat, Ctrl+, settings, Ctrl+F search here, Alt+↑/↓ the next conversation, Ctrl+1 … 9 another account,
 * Ctrl+Shift+L lock; Ctrl+Shift with another letter pins, mutes, archives, or marks the open one. In a window of one conversation,
 * those of this conversation and the lock.
 */
export function useShortcuts(): void {
  const navigation = useNavigation();
  const { guard } = useToasts();
  const commands: Commands = {
    lock: () => void guard(useLock().lockNow),
    switchAccount: (index) => void guard(() => useAccounts().switchToNth(index)),
  };
  function press(event: KeyboardEvent): void {
    if (event.isComposing || event.repeat) return;
    if (runShortcut(event, navigation, commands)) event.preventDefault();
  }
  onMounted(() => {
    window.addEventListener('keydown', press);
  });
  onUnmounted(() => {
    window.removeEventListener('keydown', press);
  });
}
