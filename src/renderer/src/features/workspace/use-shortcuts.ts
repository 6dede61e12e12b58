import { onMounted, onUnmounted } from 'vue';
import { listActionOf, runListAction } from '../conversations/list-actions.ts';
import { useToasts } from '../../stores/toasts.ts';
import { useNavigation } from '../../stores/navigation.ts';

type Navigation = ReturnType<typeof useNavigation>;

/** Runs the command of a key press; false when it means nothing here. */
export function runShortcut(event: KeyboardEvent, navigation: Navigation): boolean {
  const control = event.ctrlKey || event.metaKey;
  const free = navigation.dialog === 'none';
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
      if (!event.altKey || !free) return false;
      void navigation.step(1);
      return true;
    case 'arrowup':
      if (!event.altKey || !free) return false;
      void navigation.step(-1);
      return true;
    default:
      return false;
  }
}

/**
 * Ctrl+K search, Ctrl+N new chat, Ctrl+, settings, Ctrl+F search here, Alt+↑/↓ the next conversation; Ctrl+Shift with a letter
 * pins, mutes, archives, or marks the open one.
 */
export function useShortcuts(): void {
  const navigation = useNavigation();
  function press(event: KeyboardEvent): void {
    if (event.isComposing || event.repeat) return;
    if (runShortcut(event, navigation)) event.preventDefault();
  }
  onMounted(() => {
    window.addEventListener('keydown', press);
  });
  onUnmounted(() => {
    window.removeEventListener('keydown', press);
  });
}
