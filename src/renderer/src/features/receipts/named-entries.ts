import type { UserId } from '../../../../shared/model/ids.ts';
import type { Locale } from '../../i18n/locale.ts';

export interface NamedEntry {
  readonly user: UserId;
  readonly name: string;
  readonly delivered: boolean;
}

/**
 * The entries whose name fits `query`, with their names. Sorted by name once the list is complete: before that a page
 * that comes in would push names about.
 */
export function namedEntries(
  state: { readonly entries: readonly { user: UserId; delivered: boolean }[]; readonly more: boolean },
  nameOf: (id: UserId) => string,
  query: string,
  locale: Locale,
): NamedEntry[] {
  const wanted = query.trim().toLocaleLowerCase(locale);
  const named = state.entries
    .map(({ user, delivered }) => ({ user, delivered, name: nameOf(user) }))
    .filter(({ name }) => name.toLocaleLowerCase(locale).includes(wanted));
  if (state.more) return named;
  const order = new Intl.Collator(locale);
  return named.sort((a, b) => order.compare(a.name, b.name));
}
