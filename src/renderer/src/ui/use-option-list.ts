import { computed, useId, watch, type ComputedRef } from 'vue';
import { type ListKeys, useListKeys } from './use-list-keys.ts';

/** Keys and ids of a listbox whose active option is always in view. `keyOf` names an option, stably. */
export function useOptionList<T>(
  options: () => readonly T[],
  keyOf: (option: T) => string,
  choose: (option: T) => void,
): ListKeys & {
  readonly listId: string;
  readonly idOf: (option: T) => string;
  /** DOM id of the active option, for `aria-activedescendant`. */
  readonly activeId: ComputedRef<string | undefined>;
} {
  const listId = useId();
  const idOf = (option: T): string => `${listId}-${keyOf(option)}`;
  const keys = useListKeys(
    () => options().length,
    (index) => {
      const option = options()[index];
      if (option !== undefined) choose(option);
    },
  );
  const activeId = computed(() => {
    const option = options()[keys.active.value];
    return option === undefined ? undefined : idOf(option);
  });
  watch(activeId, (id) => {
    if (id) document.getElementById(id)?.scrollIntoView({ block: 'nearest' });
  });
  return { ...keys, listId, idOf, activeId };
}
