import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { Member } from '../../../shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';
import { usePeople } from './people.ts';
import { useToasts } from './toasts.ts';

/** Members of the conversation whose panel is open, read in pages. */
export const useMembers = defineStore('members', () => {
  const conversation = ref<ConversationId | null>(null);
  const members = shallowRef<readonly Member[]>([]);
  const total = ref(0);
  const more = ref(false);
  const loading = ref(false);
  const failed = ref(false);
  let generation = 0;

  async function readPage(id: ConversationId, after: UserId | undefined): Promise<void> {
    const mine = generation;
    loading.value = true;
    failed.value = false;
    try {
      const page = await request('conversation.members', {
        conversation: id,
        ...(after === undefined ? {} : { after }),
      });
      if (mine !== generation) return;
      members.value = after === undefined ? page.members : [...members.value, ...page.members];
      total.value = page.total;
      more.value = page.more;
      usePeople().ensure(page.members.map((member) => member.user));
    } catch (error) {
      if (mine !== generation) return;
      failed.value = true;
      useToasts().report(error);
    } finally {
      if (mine === generation) loading.value = false;
    }
  }

  /** Reads the first page, also when the same conversation is shown already and its members changed. */
  async function show(id: ConversationId): Promise<void> {
    generation++;
    if (conversation.value !== id) {
      members.value = [];
      total.value = 0;
      more.value = false;
    }
    conversation.value = id;
    await readPage(id, undefined);
  }

  async function loadMore(): Promise<void> {
    const last = members.value.at(-1);
    if (!conversation.value || !last || !more.value || loading.value) return;
    await readPage(conversation.value, last.user);
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

  return {
    conversation,
    members,
    total,
    more,
    loading,
    failed,
    show,
    loadMore,
    add,
    remove,
    leave,
    rename,
    setPicture,
  };
});
