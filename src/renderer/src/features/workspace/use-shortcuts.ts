import { onMounted, onUnmounted } from 'vue';
import { listActionOf, runListAction } from '../conversations/list-actions.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useLock } from '../../stores/lock.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { useToasts } from '../../stores/toasts.ts';

type Navigation = ReturnType<typeof useNavigation>;

/** What does not belong to the conversation list. */
export interface Commands {
  lock(): void;
  /** The nth account, from 0. */
  switchAccount(index: number): void;
}

/** Runs the command of a key press; false when it means nothing here. */
export function runShortcut(event: KeyboardEvent, navigation: Navigation, commands: Commands): boolean {
  const control = event.ctrlKey || event.metaKey;
  // What is done to the open conversation is done where it is seen.
  const free = navigation.dialog === 'none' && navigation.section !== 'channels';
  const action = listActionOf(event);
  if (action && free && navigation.row) {
    const { row } = navigation;
    void useToasts().guard(() => runListAction(action, row));
    return true;
  }
  switch (event.key.toLowerCase()) {
    case 'k':
      if (!control) return false;
      navigation.openDialog('search');
      return true;
    case 'n':
      if (!control || event.shiftKey) return false;
      navigation.openDialog('new-chat');
      return true;
    case ',':
      if (!control) return false;
      navigation.openDialog('settings');
      return true;
    case 'f':
      if (!control || !free || navigation.conversation === null) return false;
      navigation.toggleDetails('search');
      return true;
    case 'arrowdown':
      if (!event.altKey || navigation.dialog !== 'none') return false;
      void navigation.step(1);
      return true;
    case 'arrowup':
      if (!event.altKey || navigation.dialog !== 'none') return false;
      void navigation.step(-1);
      return true;
    case 'l':
      if (!control || !event.shiftKey) return false;
      commands.lock();
      return true;
    default:
      if (!control || event.shiftKey || event.altKey || !/^[1-9]$/.test(event.key)) return false;
      commands.switchAccount(Number(event.key) - 1);
      return true;
  }
}

/**
 * Ctrl+K search, Ctrl+N new chat, Ctrl+, settings, Ctrl+F search here, Alt+↑/↓ the next conversation, Ctrl+1 … 9 another account,
 * Ctrl+Shift+L lock; Ctrl+Shift with another letter pins, mutes, archives, or marks the open one.
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
