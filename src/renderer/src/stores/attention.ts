import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

/**
 * X1: whether someone can be looking at what the page shows: the shell says so (window focused, screen unlocked), the page is visible
 * and focused, and no dialog covers it.
 */
export const useAttention = defineStore('attention', () => {
  const shell = ref(true);
  const page = ref(true);
  const covers = ref(0);
  const conversationInFront = ref(true);
  const attentive = computed(() => shell.value && page.value && covers.value === 0);
  /** The same of the open conversation, which the page may be holding behind something else. */
  const atConversation = computed(() => attentive.value && conversationInFront.value);

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

  /** Whether the page shows the open conversation: not a channel, nor the details that cover it in narrow windows. */
  function setConversationInFront(value: boolean): void {
    conversationInFront.value = value;
  }

  /** Something covers the whole page until the returned function is called. */
  function cover(): () => void {
    covers.value++;
    let covering = true;
    return () => {
      if (covering) covers.value--;
      covering = false;
    };
  }

  return { attentive, atConversation, setShell, setConversationInFront, observePage, cover };
});
