import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

/** What the styles' media queries say, for what is done beyond styles. */
export const useWindowWidth = defineStore('window-width', () => {
  const px = ref(window.innerWidth);

  /** The details cover the conversation. */
  const detailsCover = computed(() => px.value <= 900);
  /** List or conversation, one at a time. */
  const showsOnePane = computed(() => px.value <= 640);

  function observe(target: Window): () => void {
    const update = (): void => {
      px.value = target.innerWidth;
    };
    update();
    target.addEventListener('resize', update);
    return () => target.removeEventListener('resize', update);
  }

  return { detailsCover, showsOnePane, observe };
});
