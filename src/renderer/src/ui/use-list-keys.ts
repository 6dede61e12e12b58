import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';

/** Moving through a list by keyboard: `active` is the place, always inside the list; -1 when it is empty. */
export interface ListKeys {
  readonly active: ComputedRef<number>;
  readonly setActive: (index: number) => void;
  /** Handles up, down, home, end and enter; anything else passes. */
  readonly press: (event: KeyboardEvent) => void;
}

const PAGE_STEP = 8;

export function useListKeys(
  length: () => number,
  choose: (index: number) => void,
  initial: Ref<number> = ref(0),
): ListKeys {
  const wanted = ref(initial.value);
  watch(initial, (next) => {
    wanted.value = next;
  });
  const active = computed(() => Math.min(Math.max(0, wanted.value), length() - 1));

  function target(key: string): number | null {
    switch (key) {
      case 'ArrowDown':
        return active.value + 1;
      case 'ArrowUp':
        return active.value - 1;
      case 'PageDown':
        return active.value + PAGE_STEP;
      case 'PageUp':
        return active.value - PAGE_STEP;
      default:
        return null;
    }
  }

  function press(event: KeyboardEvent): void {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter') {
      if (active.value < 0) return;
      event.preventDefault();
      choose(active.value);
      return;
    }
    const next = target(event.key);
    if (next === null) return;
    event.preventDefault();
    wanted.value = Math.min(Math.max(0, next), length() - 1);
  }

  return {
    active,
    setActive: (index) => {
      wanted.value = index;
    },
    press,
  };
}
