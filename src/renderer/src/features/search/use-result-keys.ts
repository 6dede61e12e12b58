import { watch } from 'vue';
import { useSearch } from '../../stores/search.ts';
import { type ListKeys, useListKeys } from '../../ui/use-list-keys.ts';

/**
 * Moving through what was found. A new search begins at its first result. What is found later keeps the chosen result chosen,
 * wherever it stands then, and the list where it was scrolled to. The n-th result's element has the id `<listId>-<n>`.
 */
export function useResultKeys(
  listId: string,
  keys: () => readonly string[],
  choose: (index: number) => void,
): ListKeys {
  const search = useSearch();
  const list = useListKeys(() => keys().length, choose);
  watch(
    () => [search.query, search.filters, search.within],
    () => list.setActive(0),
  );

  let answers = search.answers;
  watch(keys, (now, before) => {
    const isLater = search.status === 'ready' && answers === search.answers;
    answers = search.answers;
    const key = before[list.active.value];
    const place = key === undefined ? -1 : now.indexOf(key);
    if (place >= 0 && (isLater || list.active.value > 0)) list.setActive(place);
  });
  // By its key: a result that has only changed its place is not scrolled to.
  watch(
    () => keys()[list.active.value],
    () => {
      document.getElementById(`${listId}-${list.active.value}`)?.scrollIntoView({ block: 'nearest' });
    },
  );
  return list;
}
