import type { AnnouncementHit } from '../../../../shared/ipc/channel-views.ts';
import type { ConversationRow, SearchHit } from '../../../../shared/ipc/views.ts';
import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import type { Person } from '../../../../shared/model/person.ts';

export type NamedResult =
  | { readonly kind: 'conversation'; readonly key: string; readonly row: ConversationRow }
  | { readonly kind: 'person'; readonly key: string; readonly person: Person };

export type MessageResult =
  | {
      readonly kind: 'hit';
      readonly key: string;
      readonly hit: SearchHit;
      /** The first of its conversation, over which the conversation's name stands. */
      readonly first: boolean;
    }
  /** The way to the other hits of one conversation. */
  | { readonly kind: 'all'; readonly key: string; readonly conversation: ConversationId };

export interface AnnouncementResult {
  readonly kind: 'announcement';
  readonly key: string;
  readonly hit: AnnouncementHit;
}

export type SearchResult = NamedResult | AnnouncementResult | MessageResult;

const MAX_NAMED = 6;
const MAX_PER_CONVERSATION = 3;

/** Conversations, then people one has no direct conversation with; at most six, so that messages stay in sight. */
export function namedResults(
  conversations: readonly ConversationRow[],
  people: readonly Person[],
  me: UserId | undefined,
): NamedResult[] {
  const peers = new Set(conversations.filter((row) => !row.imported).map((row) => row.peer));
  const strangers = people.filter((person) => person.id !== me && !peers.has(person.id));
  const named: NamedResult[] = [
    ...conversations.map((row) => ({ kind: 'conversation' as const, key: row.id, row })),
    ...strangers.map((person) => ({ kind: 'person' as const, key: person.id, person })),
  ];
  return named.slice(0, MAX_NAMED);
}

/**
 * Messages by conversation, the one with the newest hit first. Of each the three newest, and the way to the others; all
 * where only one conversation is searched.
 */
export function messageResults(hits: readonly SearchHit[], within: ConversationId | null): MessageResult[] {
  const groups = new Map<ConversationId, SearchHit[]>();
  for (const hit of hits) {
    const group = groups.get(hit.item.conversation);
    if (group) group.push(hit);
    else groups.set(hit.item.conversation, [hit]);
  }
  return [...groups].flatMap(([conversation, found]) => {
    const shown = within ? found : found.slice(0, MAX_PER_CONVERSATION);
    const results = shown.map((hit, index): MessageResult => {
      return { kind: 'hit', key: `${conversation} ${hit.item.key}`, hit, first: index === 0 };
    });
    return shown.length < found.length
      ? [...results, { kind: 'all', key: `all ${conversation}`, conversation }]
      : results;
  });
}

export function announcementResults(hits: readonly AnnouncementHit[]): AnnouncementResult[] {
  return hits.map((hit) => ({
    kind: 'announcement',
    key: `announcement ${hit.item.channel} ${hit.item.seq}`,
    hit,
  }));
}
