import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { MessageItem } from '../../../shared/ipc/views.ts';
import { MAX_FORWARDED } from '../../../shared/model/event.ts';
import { useTimeline } from './timeline.ts';

/** Messages of the open conversation that are chosen to do something with all of them; at most as many as one forward takes. */
export const useSelection = defineStore('selection', () => {
  const timeline = useTimeline();
  const keys = shallowRef<ReadonlySet<string>>(new Set());
  const active = shallowRef(false);
  /** Where a range begins: the message that was chosen last. */
  let anchor: string | null = null;

  const choosable = computed(() =>
    timeline.items.filter(
      (item): item is MessageItem => item.kind === 'message' && item.content.type !== 'recalled',
    ),
  );
  /** As they are now, in the order of the timeline: what was recalled meanwhile is not among them. */
  const items = computed(() => choosable.value.filter(({ key }) => keys.value.has(key)));

  /** Begins with one message. */
  function start(key: string): void {
    active.value = true;
    anchor = key;
    keys.value = new Set([key]);
  }

  /** Adds the message, or takes it out; beyond the limit nothing is added. */
  function toggle(key: string): void {
    const next = new Set(keys.value);
    if (!next.delete(key) && next.size < MAX_FORWARDED) next.add(key);
    anchor = key;
    keys.value = next;
  }

  /** Adds all from the one chosen last to this one, as far as there is room. */
  function extendTo(key: string): void {
    const places = choosable.value.map((item) => item.key);
    const [from, to] = [places.indexOf(anchor ?? key), places.indexOf(key)];
    if (from === -1 || to === -1) {
      toggle(key);
      return;
    }
    const range = from <= to ? places.slice(from, to + 1) : places.slice(to, from + 1).reverse();
    const all = new Set([...keys.value, ...range]);
    keys.value = new Set([...all].slice(0, MAX_FORWARDED));
    anchor = key;
  }

  function leave(): void {
    active.value = false;
    anchor = null;
    keys.value = new Set();
  }

  watch(() => timeline.conversation, leave);

  return { active, keys, items, start, toggle, extendTo, leave };
});
