import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { LostCounts, LostMessage } from '../../../shared/ipc/lost-views.ts';
import { request } from '../bridge/client.ts';
import { usePeople } from './people.ts';

const PAGE = 50;
const NOTHING: LostCounts = { kept: 0, unsent: 0 };

/** What the relay has lost of what was on this device. */
export const useLost = defineStore('lost', () => {
  const counts = ref(NOTHING);
  const messages = shallowRef<readonly LostMessage[]>([]);
  const more = ref(false);
  const status = ref<'loading' | 'ready' | 'failed'>('loading');
  /** The user has read so, and wants to decide later. */
  const put = ref(NOTHING);

  const isNews = computed(() => counts.value.kept > put.value.kept || counts.value.unsent > put.value.unsent);

  function apply(next: LostCounts): void {
    counts.value = next;
  }

  async function load(): Promise<void> {
    counts.value = await request('lost.get', {});
  }

  /** Reads the first page, or the one after those that are there. */
  async function read(from: 'start' | 'end'): Promise<void> {
    const last = from === 'end' ? messages.value.at(-1) : undefined;
    status.value = 'loading';
    try {
      const before = last && { at: last.at, num: last.num };
      const page = await request('lost.list', { before, limit: PAGE });
      messages.value = last ? [...messages.value, ...page.messages] : page.messages;
      more.value = page.more;
      usePeople().ensure(page.messages.map(({ sender }) => sender));
      status.value = 'ready';
    } catch {
      status.value = 'failed';
    }
  }

  async function remove(): Promise<void> {
    await request('lost.delete', {});
    messages.value = [];
    more.value = false;
  }

  function later(): void {
    put.value = counts.value;
  }

  function reset(): void {
    counts.value = NOTHING;
    put.value = NOTHING;
    messages.value = [];
  }

  return { counts, messages, more, status, isNews, apply, load, read, remove, later, reset };
});
