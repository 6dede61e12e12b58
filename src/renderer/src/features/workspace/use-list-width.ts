import { computed, type ComputedRef } from 'vue';
import { useView } from '../../stores/view.ts';

export const MIN_LIST_WIDTH = 280;
export const MAX_LIST_WIDTH = 360;
const FIRST_WIDTH = 312;

/** Width of the list column in px, 280–360, as the user left it. */
export function useListWidth(): { width: ComputedRef<number>; setWidth: (width: number) => void } {
  const view = useView();
  return {
    width: computed(() => view.listWidth ?? FIRST_WIDTH),
    setWidth: (next) =>
      view.setListWidth(Math.min(MAX_LIST_WIDTH, Math.max(MIN_LIST_WIDTH, Math.round(next)))),
  };
}
