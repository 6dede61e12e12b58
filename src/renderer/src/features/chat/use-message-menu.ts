import { computed, shallowRef, type ComputedRef, type Ref } from 'vue';
import type { MessageItem } from '../../../../shared/ipc/views.ts';
import { useTimeline } from '../../stores/timeline.ts';

/** Which message the one menu of the timeline is for. */
export function useMessageMenu(): {
  /** As it is now, also while the menu is open. */
  menuItem: ComputedRef<MessageItem | null>;
  menuAnchor: Readonly<Ref<HTMLElement | null>>;
  /** To be called before the menu hears of the event; where there is no message, there is no menu. */
  prepareMenu: (event: MouseEvent) => void;
} {
  const timeline = useTimeline();
  const menuAnchor = shallowRef<HTMLElement | null>(null);
  const key = shallowRef<string | null>(null);
  const find = (wanted: string | null): MessageItem | null =>
    timeline.items.find((item): item is MessageItem => item.kind === 'message' && item.key === wanted) ??
    null;

  function prepareMenu(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]') : null;
    const item = find(row?.dataset['key'] ?? null);
    if (!row || !item || item.content.type === 'recalled') {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    key.value = item.key;
    menuAnchor.value = row;
  }

  return { menuItem: computed(() => find(key.value)), menuAnchor, prepareMenu };
}
