import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { MessageItem } from '../../../shared/ipc/views.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';
import { usePeople } from './people.ts';
import { useTimeline } from './timeline.ts';

/** The pin board of the open conversation, newest pin first. */
export const usePins = defineStore('pins', () => {
  const conversation = ref<ConversationId | null>(null);
  const read = shallowRef<readonly MessageItem[]>([]);
  const status = ref<'loading' | 'ready' | 'failed'>('loading');
  let generation = 0;

  /** What the timeline shows of a pinned message is at least as new as what was read. */
  const items = computed(() => {
    const held = new Map(useTimeline().items.map((item) => [item.key, item]));
    return read.value.flatMap((item) => {
      const now = held.get(item.key);
      if (now?.kind !== 'message') return [item];
      return now.pinned ? [now] : [];
    });
  });

  /** Reads the board; showing the same conversation again does so without emptying it first. */
  async function show(id: ConversationId): Promise<void> {
    const mine = ++generation;
    if (conversation.value !== id) {
      read.value = [];
      status.value = 'loading';
    }
    conversation.value = id;
    try {
      const answer = await request('message.pins', { conversation: id });
      if (mine !== generation) return;
      read.value = answer.items;
      status.value = 'ready';
      usePeople().ensure(answer.items.map((item) => item.sender));
    } catch {
      if (mine === generation) status.value = 'failed';
    }
  }

  return { items, status, show };
});
