import { readonly, ref, type Ref } from 'vue';

export const MIN_LIST_WIDTH = 280;
export const MAX_LIST_WIDTH = 360;
const KEY = 'yidu.list-width';

function clamp(width: number): number {
  return Math.min(MAX_LIST_WIDTH, Math.max(MIN_LIST_WIDTH, Math.round(width)));
}

/** Width of the list column in px, 280–360, as the user left it. */
export function useListWidth(): { width: Readonly<Ref<number>>; setWidth: (width: number) => void } {
  const stored = Number(localStorage.getItem(KEY));
  const width = ref(clamp(stored > 0 ? stored : 312));
  return {
    width: readonly(width),
    setWidth: (next) => {
      width.value = clamp(next);
      localStorage.setItem(KEY, String(width.value));
    },
  };
}
