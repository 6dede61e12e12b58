import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Member } from '../../../shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';
import { type ListPage, PagedList } from './paged-list.ts';
import { usePeople } from './people.ts';

/** Members of the conversation whose panel is open, read in pages. */
export const useMembers = defineStore('members', () => {
  const conversation = ref<ConversationId | null>(null);
  const pages = new PagedList<Member>(readPage);
  const list = computed(() => pages.state);

  async function readPage(last: Member | undefined): Promise<ListPage<Member>> {
    const id = conversation.value;
    if (!id) return { entries: [], total: 0, more: false };
    const page = await request('conversation.members', {
      conversation: id,
      ...(last === undefined ? {} : { after: last.user }),
    });
    usePeople().ensure(page.members.map((member) => member.user));
    return { entries: page.members, total: page.total, more: page.more };
  }

  /** Reads them, also when the same conversation is shown already and its members changed: what is held stays until then. */
  async function show(id: ConversationId): Promise<void> {
    if (conversation.value !== id) pages.clear();
    conversation.value = id;
    await pages.reload();
  }

  async function loadMore(): Promise<void> {
    await pages.more();
  }

  /** All are wanted, for a search by name; `false`: no longer. */
  async function loadAll(wanted: boolean): Promise<void> {
    await pages.whole(wanted);
  }

  async function add(id: ConversationId, users: readonly UserId[]): Promise<void> {
    await request('conversation.addMembers', { conversation: id, users: [...users] });
  }

  async function remove(id: ConversationId, user: UserId): Promise<void> {
    await request('conversation.removeMembers', { conversation: id, users: [user] });
  }

  async function leave(id: ConversationId): Promise<void> {
    await request('conversation.leave', { conversation: id });
  }

  async function rename(id: ConversationId, title: string): Promise<void> {
    await request('conversation.rename', { conversation: id, title });
  }

  /** `null` removes it. */
  async function setPicture(id: ConversationId, picture: Uint8Array<ArrayBuffer> | null): Promise<void> {
    await request('conversation.setPicture', { conversation: id, picture });
  }

  return { list, show, loadMore, loadAll, add, remove, leave, rename, setPicture };
});
