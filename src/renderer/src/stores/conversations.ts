import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ConversationPlace, ConversationRow, StoreChange } from '../../../shared/ipc/views.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';

/** Pinned first, then newest first; ties by id, so that the order never flickers. */
export function byPlaceInList(a: ConversationRow, b: ConversationRow): number {
  if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
  return b.lastAt - a.lastAt || (a.id < b.id ? -1 : 1);
}

function placeOf({ pinned, lastAt, id }: ConversationRow): ConversationPlace {
  return { pinned, lastAt, id };
}

/** The conversation list: rows as the store has them, nothing invented here. */
export const useConversations = defineStore('conversations', () => {
  const rows = shallowRef<ReadonlyMap<ConversationId, ConversationRow>>(new Map());
  const totalUnread = ref(0);
  /** All of them are here: the rows come in pages, and the first is shown at once. */
  const loaded = ref(false);
  const sorted = computed(() => [...rows.value.values()].sort(byPlaceInList));
  /** Without those that are put away. */
  const listed = computed(() => sorted.value.filter((row) => !row.archived));
  const archived = computed(() => sorted.value.filter((row) => row.archived));

  function merge(changed: readonly ConversationRow[]): void {
    if (changed.length === 0) return;
    const next = new Map(rows.value);
    for (const row of changed) next.set(row.id, row);
    rows.value = next;
  }

  /** Changes that came while the list was being read are newer than the list. */
  let duringLoad: { rows: ConversationRow[]; totalUnread: number | null } | null = null;

  function apply(change: StoreChange): void {
    merge(change.conversations);
    totalUnread.value = change.totalUnread;
    if (!duringLoad) return;
    duringLoad.rows.push(...change.conversations);
    duringLoad.totalUnread = change.totalUnread;
  }

  async function load(): Promise<void> {
    const overtaking: NonNullable<typeof duringLoad> = { rows: [], totalUnread: null };
    duringLoad = overtaking;
    const read = new Map<ConversationId, ConversationRow>();
    try {
      let after: ConversationPlace | undefined;
      do {
        const page = await request('conversation.list', { after });
        if (duringLoad !== overtaking) return;
        for (const row of [...page.conversations, ...overtaking.rows]) read.set(row.id, row);
        const last = page.more ? page.conversations.at(-1) : undefined;
        after = last && placeOf(last);
        // What is shown already stays until all has been read again.
        if (!loaded.value || !after) rows.value = new Map(read);
        totalUnread.value = overtaking.totalUnread ?? page.totalUnread;
      } while (after);
      loaded.value = true;
    } finally {
      if (duringLoad === overtaking) duringLoad = null;
    }
  }

  function reset(): void {
    duringLoad = null;
    rows.value = new Map();
    totalUnread.value = 0;
    loaded.value = false;
  }

  /** Whether there is a conversation with this person at the relay. */
  function hasDirect(peer: UserId): boolean {
    return sorted.value.some((row) => row.peer === peer && !row.imported);
  }

  async function createDirect(peer: UserId): Promise<ConversationRow> {
    const row = await request('conversation.createDirect', { peer });
    merge([row]);
    return row;
  }

  async function createGroup(title: string, users: readonly UserId[]): Promise<ConversationRow> {
    const row = await request('conversation.createGroup', { title, users: [...users] });
    merge([row]);
    return row;
  }

  /** By the code of an invite link; a member joins again without effect. */
  async function join(code: string): Promise<ConversationRow> {
    const row = await request('conversation.join', { code });
    merge([row]);
    return row;
  }

  async function flag(
    conversation: ConversationId,
    flags: { pinned?: boolean; muted?: boolean; archived?: boolean; unread?: boolean },
  ): Promise<void> {
    await request('conversation.flag', { conversation, ...flags });
  }

  async function markRead(conversation: ConversationId): Promise<void> {
    await request('read.all', { conversation });
    await takeMarkOff(conversation);
  }

  /** FLG-3: reading does not; opening the conversation does. */
  async function takeMarkOff(conversation: ConversationId): Promise<void> {
    if (rows.value.get(conversation)?.markedUnread) await flag(conversation, { unread: false });
  }

  return {
    rows,
    sorted,
    listed,
    archived,
    totalUnread,
    loaded,
    apply,
    load,
    reset,
    hasDirect,
    createDirect,
    createGroup,
    join,
    flag,
    markRead,
    takeMarkOff,
  };
});
