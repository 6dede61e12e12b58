import { computed, type ComputedRef } from 'vue';
import { dayName } from '../../i18n/time-format.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useSearch } from '../../stores/search.ts';
import { lastDayOf } from './search-period.ts';

/** The period that the search is narrowed to, in words; '' without one. */
export function usePeriodText(): ComputedRef<string> {
  const { t, locale } = useTexts();
  const search = useSearch();
  return computed(() => {
    const { since, until } = search.filters;
    const first = since === null ? null : dayName(since, locale.value);
    const last = until === null ? null : dayName(lastDayOf(until), locale.value);
    if (first !== null && last !== null)
      return first === last ? first : t('search.date.between', { first, last });
    if (first !== null) return t('search.date.since', { first });
    return last === null ? '' : t('search.date.until', { last });
  });
}
