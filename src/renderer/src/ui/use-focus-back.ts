import { type ComponentPublicInstance, nextTick, type Ref, type ShallowRef, watch } from 'vue';

/** When `open` has ended, and the focus has gone with what was open, gives it to this component: mostly what opens it again. */
export function useFocusBack(
  open: Readonly<Ref<boolean>>,
  opener: Readonly<ShallowRef<ComponentPublicInstance | null>>,
): void {
  watch(open, async (isOpen) => {
    if (isOpen) return;
    await nextTick();
    const { activeElement } = document;
    if (activeElement !== null && activeElement !== document.body) return;
    const element: unknown = opener.value?.$el;
    if (element instanceof HTMLElement) element.focus({ preventScroll: true });
  });
}
