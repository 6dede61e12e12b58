import type { ConversationRow, SearchHit } from '../../../../shared/ipc/views.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { Person } from '../../../../shared/model/person.ts';

export type SearchResult =
  | { readonly kind: 'conversation'; readonly key: string; readonly row: ConversationRow }
  | { readonly kind: 'person'; readonly key: string; readonly person: Person }
  | { readonly kind: 'hit'; readonly key: string; readonly hit: SearchHit };

const MAX_NAMED = 6;

/**
 * One list for eye and keyboard: conversations, then people one has no direct conversation with, then messages. At most
 * six of the first two together, so that messages stay in sight.
 */
export function searchResults(
  conversations: readonly ConversationRow[],
  people: readonly Person[],
  hits: readonly SearchHit[],
  me: UserId | undefined,
): SearchResult[] {
  const peers = new Set(conversations.map((row) => row.peer));
  const strangers = people.filter((person) => person.id !== me && !peers.has(person.id));
  const named: SearchResult[] = [
    ...conversations.map((row) => ({ kind: 'conversation' as const, key: row.id, row })),
    ...strangers.map((person) => ({ kind: 'person' as const, key: person.id, person })),
  ];
  return [
    ...named.slice(0, MAX_NAMED),
    ...hits.map((hit) => ({ kind: 'hit' as const, key: `${hit.item.conversation} ${hit.item.key}`, hit })),
  ];
}
