import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

/**
 * X1: whether someone can be looking at the conversation: the shell says so (window focused, screen unlocked), the
 * page is visible and focused, and no dialog covers it.
 */
export const useAttention = defineStore('attention', () => {
  const shell = ref(true);
  const page = ref(true);
  const covers = ref(0);
  const attentive = computed(() => shell.value && page.value && covers.value === 0);

  function setShell(value: boolean): void {
    shell.value = value;
  }

  function observePage(target: Window): () => void {
    const update = (): void => {
      page.value = target.document.visibilityState === 'visible' && target.document.hasFocus();
    };
    update();
    target.addEventListener('focus', update);
    target.addEventListener('blur', update);
    target.document.addEventListener('visibilitychange', update);
    return () => {
      target.removeEventListener('focus', update);
      target.removeEventListener('blur', update);
      target.document.removeEventListener('visibilitychange', update);
    };
  }

  /** Something covers the conversation until the returned function is called. */
  function cover(): () => void {
    covers.value++;
    let covering = true;
    return () => {
      if (covering) covers.value--;
      covering = false;
    };
  }

  return { attentive, setShell, observePage, cover };
});
