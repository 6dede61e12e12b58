import { computed, onMounted, onUnmounted, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { Person } from '../../../../shared/model/person.ts';
import { debounce } from '../../stores/debounce.ts';
import { pageClock } from '../../stores/page-clock.ts';
import { usePeople } from '../../stores/people.ts';
import { useSession } from '../../stores/session.ts';
import { useToasts } from '../../stores/toasts.ts';

const PAUSE_MS = 120;
/** More than anybody scrolls through who chooses somebody; typing a name finds the others. */
const MAX_OFFERED = 50;

/**
 * People by name as one types, everybody at first; at most `limit`. An answer to an earlier query is dropped. Without the relay these are those who are
 * known here; when it is back, it is asked. Whoever gives their account up meanwhile is taken out.
 */
export function usePeopleSearch(limit = MAX_OFFERED): {
  readonly query: Ref<string>;
  readonly found: ComputedRef<readonly Person[]>;
  /** There has been an answer: nobody found means nobody there. */
  readonly asked: Readonly<Ref<boolean>>;
  /** There are others whose names fit, too. */
  readonly more: Readonly<Ref<boolean>>;
} {
  const people = usePeople();
  const session = useSession();
  const toasts = useToasts();
  const query = ref('');
  const answer = shallowRef<readonly Person[]>([]);
  const found = computed(() => answer.value.filter(({ id }) => !people.isGone(id)));
  const asked = ref(false);
  const more = ref(false);

  async function search(): Promise<void> {
    const text = query.value;
    const result = await toasts.guard(() => people.search(text, limit));
    if (!result || text !== query.value) return;
    answer.value = result.people;
    more.value = result.more;
    asked.value = true;
  }
  const pause = debounce(pageClock, PAUSE_MS, () => void search());
  watch(query, pause.call);
  watch(
    () => session.online,
    (online) => {
      if (online) pause.call();
    },
  );
  onMounted(search);
  onUnmounted(pause.cancel);
  return { query, found, asked, more };
}
