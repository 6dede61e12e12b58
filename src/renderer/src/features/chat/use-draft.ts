import { onMounted, onUnmounted, ref, type Ref, watch } from 'vue';
import type { ConversationRow } from '../../../../shared/ipc/views.ts';
import { useConversations } from '../../stores/conversations.ts';
import { debounce } from '../../stores/debounce.ts';
import { pageClock } from '../../stores/page-clock.ts';
import { useToasts } from '../../stores/toasts.ts';

const PAUSE_MS = 400;

/**
 * X7: the text being written. Saved after a pause, and at once when the window or the composer loses it. What the user
 * has typed is never replaced from outside; until then the stored draft is followed.
 */
export function useDraft(row: () => ConversationRow): {
  text: Ref<string>;
  /** The text left the composer as a message: the stored draft goes at once. */
  clear: () => void;
  /** Stores now what waits. */
  flush: () => void;
} {
  const conversations = useConversations();
  const toasts = useToasts();
  const id = row().id;
  const text = ref(row().draft);
  let stored = text.value;
  let touched = false;

  const pause = debounce(pageClock, PAUSE_MS, () => {
    if (text.value === stored) return;
    stored = text.value;
    void toasts.guard(() => conversations.saveDraft(id, stored));
  });

  watch(text, () => {
    if (text.value === stored) return;
    touched = true;
    pause.call();
  });
  watch(
    () => row().draft,
    (draft) => {
      if (touched) return;
      stored = draft;
      text.value = draft;
    },
  );

  function flush(): void {
    pause.flush();
  }
  onMounted(() => {
    window.addEventListener('blur', flush);
    window.addEventListener('pagehide', flush);
  });
  onUnmounted(() => {
    flush();
    window.removeEventListener('blur', flush);
    window.removeEventListener('pagehide', flush);
  });

  return {
    text,
    flush,
    clear() {
      text.value = '';
      touched = true;
      pause.call();
      pause.flush();
    },
  };
}
