import type { UserId } from '../../../../shared/model/ids.ts';
import type { ReceiptEntry } from '../../../../shared/model/receipt.ts';
import type { Locale } from '../../i18n/locale.ts';
import { nameMatches } from '../conversations/name-match.ts';

export interface NamedEntry {
  readonly user: UserId;
  readonly name: string;
  readonly delivered: boolean;
  /** Where the relay keeps read times. */
  readonly readAt: number | undefined;
}

/**
 * The entries whose name fits `query`, with their names. Sorted by name once the list is complete: before that a page
 * that comes in would push names about.
 */
export function namedEntries(
  state: { readonly entries: readonly ReceiptEntry[]; readonly more: boolean },
  nameOf: (id: UserId) => string,
  query: string,
  locale: Locale,
): NamedEntry[] {
  const named = state.entries
    .map(({ user, delivered, readAt }) => ({ user, delivered, readAt, name: nameOf(user) }))
    .filter(({ name }) => nameMatches(name, query));
  if (state.more) return named;
  const order = new Intl.Collator(locale);
  return named.sort((a, b) => order.compare(a.name, b.name));
}
