import { shallowRef } from 'vue';
import type { Mark } from '../../../../shared/marks.ts';
import {
  findInName,
  type NameKey,
  type NameMatch,
  queryWords,
  type ReadingsOf,
} from '../../../../shared/names/find-in-name.ts';
import { createNameKeys } from '../../../../shared/names/name-keys.ts';

/** A list of fewer people is seen whole without searching. */
export const SEARCH_FROM = 9;

/** `undefined`: the readings of Chinese characters are not there yet; until then names are found as they are written. */
const keyOf = shallowRef<(name: string) => NameKey>();
const unread = createNameKeys((): readonly string[] => []);
let loading = false;

/** They are 70 KB that nobody needs before the first name is looked for. */
function load(): void {
  if (loading) return;
  loading = true;
  import('../../../../shared/names/readings.ts').then(
    ({ readingsOf }: { readonly readingsOf: ReadingsOf }) => {
      keyOf.value = createNameKeys(readingsOf);
    },
    () => {
      loading = false;
    },
  );
}

function find(name: string, query: string): NameMatch | undefined {
  load();
  return findInName((keyOf.value ?? unread)(name), queryWords(query));
}

/**
 * Whether a name fits what was typed: case and accents ignored, Chinese also by pinyin and initials. Everything fits what has no
 * letter in it. Reactive: what it says may change once, right after the first call.
 */
export function nameMatches(name: string, query: string): boolean {
  return queryWords(query).length === 0 || find(name, query) !== undefined;
}

/** The part of the name that fits. */
export function nameMarks(name: string, query: string): readonly Mark[] {
  return find(name, query)?.marks ?? [];
}
